using Genesys.Receiver.Validation.Json;

namespace Genesys.Receiver.Validation.Reading;

/// <summary>
/// What a reader needs beside the body and what is worth keeping from one body to the next. One for each thread.
/// </summary>
internal sealed class ReaderState
{
    /// <summary>What stands in <see cref="Frames"/> for an array.</summary>
    public const int ArrayFrame = -1;

    [ThreadStatic]
    private static ReaderState? _current;

    private ReaderState()
    {
    }

    /// <summary>The calling thread's own.</summary>
    public static ReaderState Current => _current ??= new ReaderState();

    public MemberNames Names { get; } = new();

    public EventPath Path { get; } = new();

    public Findings Findings { get; } = new();

    public Drifts Drifts { get; } = new();

    /// <summary>
    /// The containers open in a value that no rule asks about: an object's frame in <see cref="Names"/>, or <see
    /// cref="ArrayFrame"/>.
    /// </summary>
    public int[] Frames { get; } = new int[JsonLimits.MaxDepth + 1];

    /// <summary>Begins a new event: the whole of what is read, or what stands in a member of it.</summary>
    public void Reset(string? member = null)
    {
        Path.Begin(member);
        Restart();
    }

    /// <summary>Begins the same event anew.</summary>
    public void Restart()
    {
        Names.Clear();
        Path.CutTo(Path.Start);
        Findings.Clear();
        Drifts.Clear();
    }
}
