using System.ComponentModel.DataAnnotations;
using System.Diagnostics.CodeAnalysis;

namespace Genesys.Receiver.Configuration;

/// <summary>A range whose ends an attribute can't hold but as text.</summary>
/// <typeparam name="T">A type that the platform itself reads from text: <see cref="TimeSpan"/>,
/// <see cref="long"/>.</typeparam>
/// <param name="minimum">The least value.</param>
/// <param name="maximum">The greatest value.</param>
[AttributeUsage(AttributeTargets.Property)]
[UnconditionalSuppressMessage(
    "Trimming", "IL2026", Justification = "The platform's own converters of T are there in any case.")]
internal sealed class RangeAttribute<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.All)] T>(
    string minimum, string maximum)
    : RangeAttribute(typeof(T), minimum, maximum)
    where T : struct;
