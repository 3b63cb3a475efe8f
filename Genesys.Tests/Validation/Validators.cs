using System.Text;
using Genesys.Receiver.Validation;
using Microsoft.Extensions.Options;

namespace Genesys.Tests.Validation;

/// <summary>A validator with default options, and shorthands for what tests ask of it.</summary>
internal static class Validators
{
    public static DeliveryValidator Default { get; } = new(Options.Create(new ValidationOptions()));

    public static BodyVerdict Judge(byte[] body) => Default.Judge(body);

    public static Verdict JudgeOne(byte[] body) => Assert.IsType<BodyVerdict.One>(Default.Judge(body)).Verdict;

    public static Verdict JudgeOne(string body) => JudgeOne(Encoding.UTF8.GetBytes(body));

    public static Delivery Accepted(string body)
    {
        var verdict = JudgeOne(body);
        Assert.True(
            verdict is Verdict.Accepted,
            verdict is Verdict.Rejected rejected ? string.Join("; ", rejected.Findings) : "");
        return ((Verdict.Accepted)verdict).Delivery;
    }

    public static Verdict.Rejected Rejected(string body) => Assert.IsType<Verdict.Rejected>(JudgeOne(body));
}
