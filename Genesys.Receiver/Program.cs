using Genesys.Receiver;
using Genesys.Receiver.Commands;

return CommandLine.Run(args, builder => builder.AddReceiver(), app => app.UseReceiver());
