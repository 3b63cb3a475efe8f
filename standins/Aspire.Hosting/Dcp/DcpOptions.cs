namespace Aspire.Hosting.Dcp;

/// <summary>The section <c>DcpPublisher</c> of an AppHost's configuration.</summary>
internal sealed class DcpOptions
{
    public const string Section = "DcpPublisher";

    /// <summary>Gives every proxied endpoint a free port in place of its own, so that several applications run side by side.</summary>
    public bool RandomizePorts { get; set; }

    /// <summary>Set by the testing builder: no dashboard takes telemetry, and a process that cannot deliver its last telemetry takes 10 s to end.</summary>
    public bool NobodyTakesTelemetry { get; set; }
}
