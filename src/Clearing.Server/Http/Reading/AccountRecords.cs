using System.Text.Json.Serialization;

namespace Clearing.Server.Http.Reading;

/// <summary>As of when an answer holds: nothing of it can be lost any more.</summary>
/// <param name="Sequence">Group of the ledger's journal.</param>
/// <param name="Time">Business time, ISO 8601, UTC.</param>
public sealed record AsOf(long Sequence, string Time);

/// <summary>Payments that wait.</summary>
/// <param name="Count">How many.</param>
/// <param name="Value">Their sum.</param>
public sealed record WaitingSum(int Count, string Value);

/// <summary>What an account has for one class of payments.</summary>
/// <param name="Class">Its name: a priority, or a class of the rulebook.</param>
/// <param name="Reserved">Set aside for it and the classes above it.</param>
/// <param name="Available">The most that may be paid in it now; null = unlimited.</param>
public sealed record ClassAmounts(string Class, string Reserved, string? Available);

/// <summary>A limit and what of it is used.</summary>
/// <param name="Counterparty">Towards whom; null = towards all to whom there is no limit of their own.</param>
/// <param name="Limit">The most that may have flowed, less what came back.</param>
/// <param name="Used">What has.</param>
public sealed record LimitUse(string? Counterparty, string Limit, string Used);

/// <summary>An account in one system. Amounts are decimal digits in the system's currency.</summary>
public sealed record SystemAccount
{
    /// <summary>Name of the system.</summary>
    public required string System { get; init; }

    /// <summary>ISO 4217, of all amounts here.</summary>
    public required string Currency { get; init; }

    /// <summary>Money on the account.</summary>
    public required string Balance { get; init; }

    /// <summary>In a gross system the balance; in a net system the net that is not posted yet.</summary>
    public required string Position { get; init; }

    /// <summary>Lowest position that a payment may leave; null = none.</summary>
    public required string? Floor { get; init; }

    /// <summary>Highest position that a payment may leave; null = none.</summary>
    public required string? Ceiling { get; init; }

    /// <summary>Intraday credit; null = unlimited.</summary>
    public required string? Credit { get; init; }

    /// <summary>The most that may be paid now; null = unlimited.</summary>
    public required string? Available { get; init; }

    /// <summary>False while the opening requirement is not paid: nothing goes.</summary>
    public required bool Ready { get; init; }

    /// <summary>True when it neither pays nor is paid any more.</summary>
    public required bool Suspended { get; init; }

    /// <summary>Highest first.</summary>
    public required IReadOnlyList<ClassAmounts> Classes { get; init; }

    /// <summary>Null = none.</summary>
    public required LimitUse? MultilateralLimit { get; init; }

    /// <summary>By counterparty; in lists of accounts they are left out.</summary>
    public required IReadOnlyList<LimitUse> Limits { get; init; }

    /// <summary>Payments that it is to pay.</summary>
    public required WaitingSum WaitingOut { get; init; }

    /// <summary>Payments that it is to be paid.</summary>
    public required WaitingSum WaitingIn { get; init; }
}

/// <summary>An account of a ledger.</summary>
/// <param name="Participant">Whose.</param>
/// <param name="AsOf">As of when.</param>
/// <param name="Systems">In the order of the ledger, those that it takes part in.</param>
/// <param name="Next">Value of <c>after</c> for more limits; null = these are all.</param>
public sealed record AccountAnswer(string Participant, AsOf AsOf, IReadOnlyList<SystemAccount> Systems, string? Next);

/// <summary>A page of accounts.</summary>
/// <param name="Accounts">In the order of the scenario.</param>
/// <param name="Next">Value of <c>after</c> for the next page; null = this is the last.</param>
public sealed record AccountList(IReadOnlyList<AccountAnswer> Accounts, string? Next);

/// <summary>A reason why a payment waits: a test that it fails.</summary>
/// <param name="Test">order, funds, ceiling, bilateral-limit, multilateral-limit, not-ready, sets-only, group,
/// not-before, halted, answer or closed.</param>
/// <param name="Detail">The same in a sentence.</param>
/// <param name="Needed">Amount that is wanted; null where it is not about an amount.</param>
/// <param name="Available">Amount that there is; null where it is not about an amount, or another's.</param>
public sealed record WaitReason(string Test, string Detail, string? Needed, string? Available);

/// <summary>A payment that waits.</summary>
public sealed record WaitingPayment
{
    /// <summary>Null for one of the script, or made by a system.</summary>
    public required string? Id { get; init; }

    /// <summary>In the ledger.</summary>
    public required int Number { get; init; }

    /// <summary>Id of the participant that is to pay.</summary>
    public required string Payer { get; init; }

    /// <summary>Id of the participant that is to be paid.</summary>
    public required string Payee { get; init; }

    /// <summary>Decimal digits.</summary>
    public required string Amount { get; init; }

    /// <summary>ISO 4217.</summary>
    public required string Currency { get; init; }

    /// <summary>urgent, high or normal.</summary>
    public required string Priority { get; init; }

    /// <summary>Class of the rulebook that it waits in.</summary>
    public required string Class { get; init; }

    /// <summary>Null for one that a system made.</summary>
    public required string? EnteredAt { get; init; }

    /// <summary>It does not go before this instant; null = no such instant.</summary>
    public required string? NotBefore { get; init; }

    /// <summary>It is rejected after this instant; null = no such instant.</summary>
    public required string? NotAfter { get; init; }

    /// <summary>All that holds it back now.</summary>
    public required IReadOnlyList<WaitReason> Why { get; init; }
}

/// <summary>A page of a queue.</summary>
/// <param name="System">Of which system.</param>
/// <param name="AsOf">As of when.</param>
/// <param name="Payments">In the order in which they are looked at.</param>
/// <param name="Next">Value of <c>after</c> for the next page; null = this is the last.</param>
public sealed record QueueAnswer(string System, AsOf AsOf, IReadOnlyList<WaitingPayment> Payments, string? Next);

/// <summary>JSON of these.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(AccountAnswer))]
[JsonSerializable(typeof(AccountList))]
[JsonSerializable(typeof(QueueAnswer))]
internal sealed partial class AccountJson : JsonSerializerContext;
