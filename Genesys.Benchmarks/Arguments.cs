using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Genesys.Benchmarks;

/// <summary>What an argument's value is.</summary>
internal enum ArgumentKind
{
    /// <summary>A whole number.</summary>
    Number,

    /// <summary>A text.</summary>
    Text,

    /// <summary>Nothing, or true or false.</summary>
    Switch,
}

/// <summary>
/// The arguments of a benchmark. What isn't understood is refused: a misspelt one would be a measurement of something
/// else under its name.
/// </summary>
/// <param name="command">The benchmark's name.</param>
/// <param name="known">What it takes, without the dashes.</param>
internal sealed class Arguments(string command, params (string Name, ArgumentKind Kind)[] known)
{
    /// <summary>The command with all that it takes.</summary>
    public string Usage => command + string.Concat(known.Select(one =>
        $" [--{one.Name}{(one.Kind == ArgumentKind.Switch ? "" : " " + one.Kind.ToString().ToUpperInvariant())}]"));

    /// <summary>Reads <c>--name value</c> and <c>--name=value</c>, or says what isn't understood.</summary>
    /// <returns>Null when something isn't.</returns>
    public IConfiguration? Read(string[] args, TextWriter errors)
    {
        var values = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < args.Length; i++)
        {
            var parts = args[i].Split('=', 2);
            var index = Array.FindIndex(known, one => "--" + one.Name == parts[0]);
            if (index < 0)
            {
                return Refuse($"{parts[0]} isn't understood.", errors);
            }

            var (name, kind) = known[index];
            var isNext = parts.Length == 1 && i + 1 < args.Length
                && !args[i + 1].StartsWith("--", StringComparison.Ordinal);
            var value = parts.Length == 2 ? parts[1] : isNext ? args[++i] : kind == ArgumentKind.Switch ? "true" : null;
            if (value is null || !IsOfKind(kind, value))
            {
                return Refuse($"{parts[0]} {Form(kind)}.", errors);
            }

            values[name] = value;
        }

        return new ConfigurationBuilder().AddInMemoryCollection(values).Build();
    }

    private IConfiguration? Refuse(string problem, TextWriter errors)
    {
        errors.WriteLine(problem);
        errors.WriteLine($"Usage: {Usage}");
        return null;
    }

    private static bool IsOfKind(ArgumentKind kind, string value) => kind switch
    {
        ArgumentKind.Number => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out _),
        ArgumentKind.Switch => bool.TryParse(value, out _),
        _ => value.Length > 0,
    };

    private static string Form(ArgumentKind kind) => kind switch
    {
        ArgumentKind.Number => "takes a whole number",
        ArgumentKind.Switch => "takes nothing, or true or false",
        _ => "takes a text",
    };
}
