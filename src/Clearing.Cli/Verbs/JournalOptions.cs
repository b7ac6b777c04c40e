using System.CommandLine;
using Clearing.Audit;
using Clearing.Journal;
using Clearing.Journal.Postgres;
using Clearing.Journal.Sqlite;

namespace Clearing.Cli.Verbs;

/// <summary>
/// What a verb takes that reads the journal of a world: where it is, and the scenario that is the world.
/// </summary>
internal sealed class JournalOptions
{
    private readonly Argument<string?> _scenario = new("SCENARIO")
    {
        Description = "Path of the scenario that is the world; without it the one that it was served with.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string?> _data = new("--data")
    {
        Description = "Folder of the world's journal.",
        HelpName = "DIR",
    };

    private readonly Option<string?> _postgres = new("--postgres")
    {
        Description = "PostgreSQL database of it: \"Host=...;Database=...;Username=...\".",
        HelpName = "CONNECTION",
    };

    public void AddTo(Command command)
    {
        command.Add(_scenario);
        command.Add(_data);
        command.Add(_postgres);
        command.Validators.Add(result =>
        {
            bool hasData = result.GetResult(_data) is not null;
            if (hasData == result.GetResult(_postgres) is not null)
            {
                result.AddError(hasData
                    ? "--data and --postgres are two places; a journal is in one."
                    : "Say where the journal is: --data DIR or --postgres CONNECTION.");
            }
        });
    }

    /// <summary>Null = none was named.</summary>
    public string? ScenarioOf(ParseResult parsed) => parsed.GetValue(_scenario);

    public AuditPlace PlaceOf(ParseResult parsed) => new(parsed.GetValue(_data), parsed.GetValue(_postgres));

    /// <summary>Opens a store as a service would, to read it only.</summary>
    /// <exception cref="JournalException">It cannot be opened, or is damaged so that no service would.</exception>
    public static async Task<IJournalStore> OpenAsync(AuditPlace place, CancellationToken cancellation) =>
        place.Folder is { } folder
            ? await SqliteStore.OpenAsync(folder, StoreAccess.Read, cancellation)
            : await PostgresStore.OpenAsync(place.Postgres!, StoreAccess.Read, cancellation);
}
