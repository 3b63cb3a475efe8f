using System.Globalization;
using System.Text;
using Genesys.Receiver.Redaction.Forms;

namespace Genesys.Receiver.Validation.Reading;

/// <summary>
/// Where the reader is, kept as cheaply as can be: a pointer is written only for a finding or for drift.
/// </summary>
internal sealed class EventPath
{
    /// <summary>
    /// What stands for a name that no schema knows: a name is sent, and what was sent is never quoted.
    /// </summary>
    public const string Wild = NameForm.Hidden;

    private readonly Step[] _steps = new Step[Json.JsonLimits.MaxDepth + 1];
    private readonly StringBuilder _pointer = new();

    public int Length { get; private set; }

    /// <summary>
    /// Length of the path to the event itself: 0, or 1 for an event that stands in a member of a record.
    /// </summary>
    public int Start { get; private set; }

    /// <summary>Begins an event: the whole of what is read, or what stands in a member of it.</summary>
    public void Begin(string? member)
    {
        Length = 0;
        if (member is not null)
        {
            Push(member);
        }

        Start = Length;
    }

    public void Push(string name) => _steps[Length++] = new Step(name, 0);

    public void PushIndex() => _steps[Length++] = new Step(null, 0);

    /// <summary>Goes to the next element of the array whose index was pushed last.</summary>
    public void NextIndex() => _steps[Length - 1].Index++;

    public void Pop() => Length--;

    public void CutTo(int length) => Length = length;

    /// <summary>JSON Pointer (RFC 6901) to where the reader is, or to a member of it.</summary>
    public string ToPointer(string? member = null) => Write(0, Length, member, isPlace: false);

    /// <summary>
    /// Where the reader is in the schema, whatever the event stands in and whichever element of an array that is:
    /// <c>/transcripts/*/channel</c>. What is unknown of one element is unknown of all, and an index for each would be
    /// as many things to count.
    /// </summary>
    public string ToPlace() => Write(Start, Length, null, isPlace: true);

    /// <summary>As <see cref="ToPlace()"/>, with another name in place of the last one.</summary>
    public string ToPlace(string lastName) => Write(Start, Length - 1, lastName, isPlace: true);

    private string Write(int start, int length, string? member, bool isPlace)
    {
        if (length == start && member is null)
        {
            return "";
        }

        var pointer = _pointer.Clear();
        for (var index = start; index < length; index++)
        {
            pointer.Append('/');
            if ((_steps[index].Name ?? (isPlace ? Wild : null)) is { } name)
            {
                pointer.Append(name);
            }
            else
            {
                pointer.Append(CultureInfo.InvariantCulture, $"{_steps[index].Index}");
            }
        }

        return member is null ? pointer.ToString() : pointer.Append('/').Append(member).ToString();
    }

    private struct Step(string? name, int index)
    {
        public readonly string? Name = name;
        public int Index = index;
    }
}
