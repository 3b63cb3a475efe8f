namespace Genesys.Receiver.Intake.Bodies;

/// <summary>
/// The memory that the bodies of all requests together may take. Without it, callers that each send a megabyte and then
/// nothing take a megabyte each: 1,000 connections took 1.2 GB.
/// </summary>
/// <param name="bytes">Most bytes.</param>
internal sealed class BodyBudget(long bytes)
{
    private long _taken;

    /// <summary>Takes some of it; false when so much isn't left.</summary>
    public bool TryTake(int count)
    {
        if (Interlocked.Add(ref _taken, count) <= bytes)
        {
            return true;
        }

        Return(count);
        return false;
    }

    /// <summary>Gives back what was taken.</summary>
    public void Return(int count) => Interlocked.Add(ref _taken, -count);
}
