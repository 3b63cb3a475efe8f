using System.CommandLine;

namespace Genesys.Drills.Stack;

/// <summary>Options that several drills have.</summary>
internal static class Options
{
    /// <summary>A whole number within bounds.</summary>
    public static Option<int> Number(string name, string description, int usual, int least, int most)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => usual };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is var value && (value < least || value > most))
            {
                result.AddError($"{name} is a number from {least} to {most}.");
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
