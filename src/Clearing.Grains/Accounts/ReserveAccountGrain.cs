using Clearing.Grains.Settling;
using Clearing.Grains.Wire;
using Clearing.Settlement.Results;
using Orleans.Placement;

namespace Clearing.Grains.Accounts;

/// <summary>A reserve account after a run. Amounts in minor units.</summary>
[GenerateSerializer, Immutable]
public sealed class AccountStatement
{
    [Id(0)]
    public required string CurrencyCode { get; init; }

    [Id(1)]
    public required long OpeningMinor { get; init; }

    [Id(2)]
    public required long ClosingMinor { get; init; }

    /// <summary>Lowest balance seen, the opening included.</summary>
    [Id(3)]
    public required long MinimumMinor { get; init; }

    /// <summary>Greatest intraday credit drawn: how far the balance was below zero.</summary>
    [Id(4)]
    public required long CreditUsedMaxMinor { get; init; }

    /// <summary>In order of finality; empty unless the statement was asked for before the run.</summary>
    [Id(5)]
    public required Blob<StatementLine> Lines { get; init; }
}

/// <summary>
/// A bank's account at the operator; key: simulation/arrangement/system/BIC. Comes to life when somebody asks.
/// </summary>
public interface IReserveAccountGrain : IGrainWithStringKey
{
    /// <summary>The statement of the finished run; null when the system has no such account.</summary>
    Task<AccountStatement?> StatementAsync();
}

/// <summary>
/// Holds a copy of what the settlement system, the only one that keeps a balance, derived from its events.
/// </summary>
[HashBasedPlacement]
public sealed class ReserveAccountGrain : Grain, IReserveAccountGrain
{
    private AccountStatement? _statement;

    public async Task<AccountStatement?> StatementAsync()
    {
        if (_statement is null)
        {
            string[] key = this.GetPrimaryKeyString().Split('/');
            ISettlementGrain arrangement = GrainFactory.GetGrain<ISettlementGrain>($"{key[0]}/{key[1]}");
            AccountRecord? record = await arrangement.AccountAsync(key[2], key[3]);
            _statement = record is null ? null : StatementOf(record);
        }

        return _statement;
    }

    private static AccountStatement StatementOf(AccountRecord record)
    {
        AccountOutcome outcome = record.Outcome.Span[0];
        return new AccountStatement
        {
            CurrencyCode = record.CurrencyCode,
            OpeningMinor = outcome.OpeningMinor,
            ClosingMinor = outcome.ClosingMinor,
            MinimumMinor = outcome.MinimumMinor,
            CreditUsedMaxMinor = Math.Max(0, -outcome.MinimumMinor),
            Lines = record.Lines,
        };
    }
}
