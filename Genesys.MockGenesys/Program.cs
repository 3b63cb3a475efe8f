using Genesys.MockGenesys;

MockGenesysApp.Build(args).Run();
