using System.CommandLine;
using System.Globalization;
using System.Numerics;

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
            if (result.GetValueOrDefault<T>() is var value && !(value >= least && value <= most))
            {
                result.AddError(
                    string.Create(CultureInfo.InvariantCulture, $"{name} is a number from {least} to {most}."));
            }
        });
        return option;
    }

    /// <summary>The connection string of a PostgreSQL journal.</summary>
    public static Option<string?> Postgres() => new("--postgres")
    {
        Description = "Connection string of an empty PostgreSQL database [default: the journal is SQLite]",
    };
}
