namespace Clearing.Peers;

/// <summary>Another way to settle payments between accounts, run here to be measured beside the live path.</summary>
public interface IPeer : IAsyncDisposable
{
    /// <summary>What it is, as a row of the table says it.</summary>
    string Name { get; }

    /// <summary>Payments in one call of <see cref="CallAsync"/>.</summary>
    int PaymentsPerCall { get; }

    /// <summary>What it does for a payment and what it leaves out, besides what all peers leave out.</summary>
    string Honestly { get; }

    /// <summary>Forgets all payments, gives every account its opening balance and gets the clients ready.</summary>
    Task OpenAsync(PeerWorld world);

    /// <summary>One call of one client with the next payments drawn for it; answers how many of them settled.</summary>
    ValueTask<int> CallAsync(int client);

    /// <summary>Holds the balances to the payments acknowledged since the opening.</summary>
    /// <exception cref="AuditException">Money came or went, or an acknowledged payment has not one effect.</exception>
    Task AuditAsync(long settled);
}

/// <summary>What a row is measured on.</summary>
/// <param name="Accounts">At least two; payments are spread evenly over all pairs.</param>
/// <param name="Clients">Calls under way at the same time.</param>
/// <param name="OpeningMinor">Balance of each account to begin with.</param>
public sealed record PeerWorld(int Accounts, int Clients, long OpeningMinor = PeerWorld.AmpleMinor)
{
    /// <summary>Covers every payment of a measurement.</summary>
    public const long AmpleMinor = 1_000_000_000_000;
}

/// <summary>A peer does not do what it says; its figures are worth nothing.</summary>
public sealed class AuditException(string message) : Exception(message);
