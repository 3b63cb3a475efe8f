using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;
using Npgsql;

namespace Genesys.Drills.Stack;

/// <summary>Options that several drills have.</summary>
internal static class Options
{
    /// <summary>A number within bounds.</summary>
    public static Option<T> Number<T>(string name, string description, T usual, T least, T most)
        where T : struct, INumber<T>
    {
        var option = new Option<T>(name) { Description = description, DefaultValueFactory = _ => usual };
        option.Validators.Add(result =>
        {
            if (Read(result, option) is not { } value || !(value >= least && value <= most))
            {
                result.AddError(
                    string.Create(CultureInfo.InvariantCulture, $"{name} is a number from {least} to {most}."));
            }
        });
        return option;
    }

    /// <summary>An option's value while arguments are validated; null when it is no number.</summary>
    // The parser converts later, and throws at whoever asks it before.
    public static T? Read<T>(SymbolResult result, Option<T> option)
        where T : struct, INumber<T> =>
        result.GetResult(option) is not { Tokens: [var token] } ? result.GetValue(option)
            : T.TryParse(token.Value, CultureInfo.InvariantCulture, out var value) ? value : null;

    /// <summary>The connection string of a PostgreSQL journal.</summary>
    public static Option<string?> Postgres() => new Option<string?>("--postgres")
    {
        Description = "Connection string of an empty PostgreSQL database [default: the journal is SQLite]",
    }.OfPostgres();

    /// <summary>Refuses what is no connection string.</summary>
    public static Option<string?> OfPostgres(this Option<string?> option)
    {
        option.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var text }] && !IsConnectionString(text))
            {
                result.AddError(
                    $"{option.Name} is a PostgreSQL connection string, such as Host=localhost;Database=journal.");
            }
        });
        return option;
    }

    private static bool IsConnectionString(string text)
    {
        try
        {
            return new NpgsqlConnectionStringBuilder(text).Host is { Length: > 0 };
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or InvalidCastException
            or OverflowException)
        {
            return false;
        }
    }
}
