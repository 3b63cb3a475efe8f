using Genesys.Receiver;
using Genesys.Receiver.Destinations;
using OwnDestination;

var builder = WebApplication.CreateBuilder(args);
builder.AddReceiver();
builder.Services.AddDestinationType<QueueNames>("QueueNames");

var app = builder.Build();
app.UseReceiver();
app.Run();
