using Clearing.Grains.Ledgers;
using Clearing.Grains.Storage;
using Clearing.Grains.Worlds;
using Clearing.Settlement.Model;

namespace Clearing.Grains.Accounts;

/// <summary>
/// The reserve accounts of one ledger of a world that is served: balance and totals; key WORLD/ARRANGEMENT. One grain
/// for all of them, since what brings one up to date (the journal is carried out again) brings all up to date, and all
/// are as of one group then.
/// </summary>
public interface IReserveAccountsGrain : IGrainWithStringKey
{
    /// <summary>All accounts, brought up to date with what is durable.</summary>
    /// <exception cref="LedgerUnavailableException">The ledger is not open.</exception>
    [ResponseTimeout("01:00:00")]
    Task<LedgerAccounts> AccountsAsync();
}

/// <summary>What is kept of them.</summary>
public sealed class ReserveAccountsRecord
{
    /// <summary>Null = nothing yet: from the beginning of the journal.</summary>
    public LedgerAccounts? Accounts { get; set; }
}

/// <summary>
/// Holds a copy of what the journal says and no truth of its own: what is kept only saves reading from the beginning,
/// and is thrown away where it does not agree with the ledger.
/// </summary>
public sealed class ReserveAccountsGrain(
    World world,
    [PersistentState("reserve-accounts", GrainStore.Provider)] IPersistentState<ReserveAccountsRecord> record)
    : Grain, IReserveAccountsGrain
{
    private ILedgerGrain Ledger => GrainFactory.GetGrain<ILedgerGrain>(this.GetPrimaryKeyString());

    public async Task<LedgerAccounts> AccountsAsync()
    {
        LedgerAccounts? kept = record.State.Accounts;
        AccountStates now = await Ledger.AccountsAsync();
        LedgerAccounts? told = kept?.Sequence <= now.Sequence && HasShape(kept) ? await FollowAsync(kept, now) : null;
        told ??= await FollowAsync(null, now)
            ?? throw new LedgerHaltException(
                $"Ledger {this.GetPrimaryKeyString()}: the events of its journal do not add up to its balances.");
        if (told != kept)
        {
            record.State.Accounts = told;
            await record.WriteStateAsync();
        }

        return told;
    }

    /// <summary>The accounts behind the last durable group; null where they disagree with the ledger's own.</summary>
    private async Task<LedgerAccounts?> FollowAsync(LedgerAccounts? from, AccountStates now)
    {
        SystemDefinition[] systems = world.SiteOf(this.GetPrimaryKeyString())!.Book.Arrangement.Systems;
        AccountFold[] folds = [.. systems.Select((system, m) => new AccountFold(system, from?.Systems[m].Accounts))];
        long sequence = from?.Sequence ?? 0;
        while (sequence < now.Sequence)
        {
            LedgerNews news = await Ledger.NewsAsync(sequence);
            foreach (ref readonly LedgerEvent told in news.Events.Span)
            {
                folds[told.Member].Take(told.Event);
            }

            sequence = news.Last > sequence
                ? news.Last
                : throw new LedgerHaltException(
                    $"Ledger {this.GetPrimaryKeyString()}: its journal ends at group {sequence}, "
                    + $"before {now.Sequence}.");
        }

        LedgerAccounts accounts = sequence == from?.Sequence
            ? from
            : new LedgerAccounts(sequence, [.. folds.Select(fold => fold.Accounts)]);
        return sequence > now.Sequence || Agree(accounts, now, systems) ? accounts : null;
    }

    private bool HasShape(LedgerAccounts kept)
    {
        SystemDefinition[] systems = world.SiteOf(this.GetPrimaryKeyString())!.Book.Arrangement.Systems;
        return kept.Systems.Length == systems.Length
            && kept.Systems.Zip(systems).All(pair => pair.First.Accounts.Length == pair.Second.Accounts.Count);
    }

    private static bool Agree(LedgerAccounts accounts, AccountStates now, SystemDefinition[] systems)
    {
        foreach (ref readonly AccountState state in now.Accounts.Span)
        {
            long held = systems[state.Member].SettlesElsewhere ? state.PositionMinor : state.BalanceMinor;
            if (accounts.Systems[state.Member].Accounts[state.Account].BalanceMinor != held)
            {
                return false;
            }
        }

        return true;
    }
}
