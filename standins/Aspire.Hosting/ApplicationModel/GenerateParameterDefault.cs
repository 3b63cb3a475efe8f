using System.Security.Cryptography;
using Aspire.Hosting.Publishing;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>A random value, generated when the application starts.</summary>
public sealed class GenerateParameterDefault : ParameterDefault
{
    private const string LowerCase = "abcdefghjkmnpqrstuvwxyz";
    private const string UpperCase = "ABCDEFGHJKMNPQRSTUVWXYZ";
    private const string Numbers = "0123456789";
    private const string Specials = "-_.{}~()*+!";

    public int MinLength { get; set; }

    public bool Lower { get; set; } = true;

    public bool Upper { get; set; } = true;

    public bool Numeric { get; set; } = true;

    public bool Special { get; set; } = true;

    public int MinLower { get; set; }

    public int MinUpper { get; set; }

    public int MinNumeric { get; set; }

    public int MinSpecial { get; set; }

    public override string GetDefaultValue()
    {
        var characters = new List<char>();
        var all = string.Concat(
            Draw(characters, Lower, LowerCase, MinLower),
            Draw(characters, Upper, UpperCase, MinUpper),
            Draw(characters, Numeric, Numbers, MinNumeric),
            Draw(characters, Special, Specials, MinSpecial));
        characters.AddRange(RandomNumberGenerator.GetItems<char>(all, Math.Max(0, MinLength - characters.Count)));

        var shuffled = characters.ToArray();
        RandomNumberGenerator.Shuffle<char>(shuffled);
        return new string(shuffled);
    }

    public override void WriteToManifest(ManifestPublishingContext context)
    {
        var writer = context.Writer;
        writer.WriteStartObject("generate");
        writer.WriteNumber("minLength", MinLength);
        WriteUnless(true, "lower", Lower);
        WriteUnless(true, "upper", Upper);
        WriteUnless(true, "numeric", Numeric);
        WriteUnless(true, "special", Special);
        WriteMinimum("minLower", MinLower);
        WriteMinimum("minUpper", MinUpper);
        WriteMinimum("minNumeric", MinNumeric);
        WriteMinimum("minSpecial", MinSpecial);
        writer.WriteEndObject();

        void WriteUnless(bool usual, string name, bool value)
        {
            if (value != usual)
            {
                writer.WriteBoolean(name, value);
            }
        }

        void WriteMinimum(string name, int minimum)
        {
            if (minimum > 0)
            {
                writer.WriteNumber(name, minimum);
            }
        }
    }

    private static string Draw(List<char> into, bool allowed, string alphabet, int minimum)
    {
        if (!allowed)
        {
            return "";
        }

        into.AddRange(RandomNumberGenerator.GetItems<char>(alphabet, minimum));
        return alphabet;
    }
}
