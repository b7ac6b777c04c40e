using System.Text.Json.Serialization;
using Clearing.Grains.Operating;

namespace Clearing.Server.Http.Actions;

/// <summary>What an operator proposes. Which fields it has goes by its kind.</summary>
public sealed record ActionRequest
{
    /// <summary>One of <see cref="ActionKind"/>, in kebab-case.</summary>
    public string? Kind { get; init; }

    /// <summary>The ledger.</summary>
    public string? Ledger { get; init; }

    /// <summary>The system; left out where the ledger has one.</summary>
    public string? System { get; init; }

    /// <summary>Whom it is about.</summary>
    public string? Participant { get; init; }

    /// <summary>Towards whom a limit is; left out = towards all others together.</summary>
    public string? Counterparty { get; init; }

    /// <summary>Decimal, or 'unlimited' for credit and limits.</summary>
    public string? Amount { get; init; }

    /// <summary>Instant of the close, ISO 8601, UTC.</summary>
    public string? At { get; init; }

    /// <summary>Business date that is opened, ISO 8601.</summary>
    public string? Date { get; init; }

    /// <summary>Instant by the wall at which the proposal ends, ISO 8601, UTC; left out = in an hour.</summary>
    public string? Until { get; init; }

    /// <summary>Why; for who approves and who reads the audit trail.</summary>
    public string? Reason { get; init; }

    /// <summary>
    /// Why it is meant although payments wait, or although the date was opened before; left out = it is not.
    /// </summary>
    public string? Override { get; init; }
}

/// <summary>An approval.</summary>
public sealed record ApprovalRequest
{
    /// <summary>Hash of the content that was read.</summary>
    public string? Hash { get; init; }
}

/// <summary>An action.</summary>
/// <param name="Id">By which addresses name it.</param>
/// <param name="Kind">As proposed.</param>
/// <param name="Content">All of it, as JSON; what the hash is over.</param>
/// <param name="Hash">SHA-256 of the content, in hexadecimal.</param>
/// <param name="Status">proposed, approved, executed, not-executed, refused or expired.</param>
/// <param name="ProposedBy">Name of the operator.</param>
/// <param name="ProposedAt">ISO 8601, UTC.</param>
/// <param name="Until">When the proposal ends; ISO 8601, UTC.</param>
/// <param name="DecidedBy">Who approved or refused it; null = nobody yet.</param>
/// <param name="Outcome">What the ledger answered; null = nothing yet.</param>
public sealed record ActionView(
    string Id, string Kind, string Content, string Hash, string Status, string ProposedBy, string ProposedAt,
    string Until, string? DecidedBy, string? Outcome);

/// <summary>A page of actions.</summary>
/// <param name="Actions">By number.</param>
/// <param name="Next">Value of <c>after</c> for the next page; null = this is the last.</param>
public sealed record ActionPage(IReadOnlyList<ActionView> Actions, string? Next);

/// <summary>A line of the audit trail.</summary>
/// <param name="Number">From 1, without a gap.</param>
/// <param name="Time">ISO 8601, UTC, by the wall.</param>
/// <param name="By">Name of the principal; empty = nobody that is known.</param>
/// <param name="Kind">What was done.</param>
/// <param name="About">What it was done to.</param>
/// <param name="Detail">The rest.</param>
public sealed record TrailLineView(long Number, string Time, string By, string Kind, string About, string Detail);

/// <summary>A page of the audit trail.</summary>
/// <param name="Lines">In order.</param>
/// <param name="Next">Value of <c>after</c> for the next page; null = this is the last for now.</param>
public sealed record TrailPage(IReadOnlyList<TrailLineView> Lines, string? Next);

/// <summary>JSON of these; what is read has the fields that are known, each once.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false,
    DefaultIgnoreCondition = JsonIgnoreCondition.Never,
    MaxDepth = 8)]
[JsonSerializable(typeof(ActionRequest))]
[JsonSerializable(typeof(ApprovalRequest))]
[JsonSerializable(typeof(ActionView))]
[JsonSerializable(typeof(ActionPage))]
[JsonSerializable(typeof(TrailPage))]
internal sealed partial class ActionJson : JsonSerializerContext;

/// <summary>JSON of a content: what was left out is not there.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ActionRequest))]
internal sealed partial class ContentJson : JsonSerializerContext;

/// <summary>How actions are shown.</summary>
internal static class ActionViews
{
    public static ActionView Of(ActionRecord action) => new(
        HttpText.Number(action.Number), action.Proposal.Kind, action.Proposal.Content, action.Proposal.Hash,
        Word(action.State), action.By.Name, HttpText.Time(action.ProposedUs), HttpText.Time(action.Proposal.UntilUs),
        action.DecidedBy?.Name, action.Outcome.Length == 0 ? null : Word(action.Outcome));

    public static TrailLineView Of(TrailLine line) => new(
        line.Number, HttpText.Time(line.TimeUs), line.Entry.By, line.Entry.Kind, line.Entry.About, line.Entry.Detail);

    private static string Word<T>(T word) =>
        global::System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(word!.ToString()!);
}
