using Clearing.Grains.Ledgers;
using Clearing.Journal;

namespace Clearing.Grains.Past;

/// <summary>
/// The past of ledgers, worked out again from their journals beside them: what became of a payment, and what went over
/// an account. It costs a ledger that carries its journal out, so in a process there is one such reading at a time;
/// who comes meanwhile waits shortly and is then refused, and payments flow.
/// </summary>
/// <param name="sites">The ledgers.</param>
/// <param name="time">Measures waits.</param>
public sealed class PastReader(ILedgerSites sites, TimeProvider time) : IDisposable
{
    /// <summary>The most lines of a page.</summary>
    public const int MostLines = 1_000;

    private readonly SemaphoreSlim _turn = new(1, 1);

    // The statement that was told last, as large as a ledger: it stays for whoever asks on, and goes after a while.
    private StatementReading? _parked;
    private int _parkings;

    /// <summary>How long a reading waits for the one before it.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a statement stays where it is for its next page.</summary>
    public static TimeSpan Parked { get; } = TimeSpan.FromSeconds(20);

    /// <summary>A page of a statement.</summary>
    /// <exception cref="PastBusyException">Another reading is under way.</exception>
    /// <exception cref="ArgumentException">There is no such ledger, member or account.</exception>
    /// <exception cref="JournalException">The journal cannot be read, or not from so early on.</exception>
    public async Task<StatementPage> StatementAsync(
        StatementQuestion question, CancellationToken cancellation = default)
    {
        LedgerSite site = SiteOf(question.Stream);
        ArgumentOutOfRangeException.ThrowIfLessThan(question.Most, 1, nameof(question));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(question.Most, MostLines, nameof(question));
        if (question.Member < 0 || question.Member >= site.Book.Arrangement.Systems.Length
            || question.Account < 0 || question.Account >= site.Book.Arrangement.Systems[0].Accounts.Count)
        {
            throw new ArgumentException("There is no such account.", nameof(question));
        }

        await EnterAsync(cancellation);
        try
        {
            StatementReading? parked = Interlocked.Exchange(ref _parked, null);
            StatementReading reading = parked?.IsAt(question) == true
                ? parked
                : await StatementReading.BeginAsync(site, question, cancellation);
            StatementPage page = await reading.NextAsync(question.Most, cancellation);
            if (page.Next is not null)
            {
                _parked = reading;
                _ = ForgetAsync(++_parkings);
            }

            return page;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>What happened to a payment; null where the journal has none of that number.</summary>
    /// <param name="stream">The ledger's stream.</param>
    /// <param name="number">The payment's number in the ledger.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <inheritdoc cref="StatementAsync" path="/exception"/>
    public async Task<PaymentStory?> StoryAsync(
        string stream, int number, CancellationToken cancellation = default)
    {
        LedgerSite site = SiteOf(stream);
        await EnterAsync(cancellation);
        try
        {
            return await new StoryReading(number).ReadAsync(site, cancellation);
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    private LedgerSite SiteOf(string stream) => sites.SiteOf(stream)
        ?? throw new ArgumentException($"There is no ledger {stream}.", nameof(stream));

    private async Task EnterAsync(CancellationToken cancellation)
    {
        using CancellationTokenSource patience = new(Patience, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellation);
        try
        {
            await _turn.WaitAsync(both.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new PastBusyException();
        }
    }

    private async Task ForgetAsync(int parking)
    {
        await Task.Delay(Parked, time);
        if (Volatile.Read(ref _parkings) == parking)
        {
            Interlocked.Exchange(ref _parked, null);
        }
    }
}

/// <summary>The past is being read for somebody else: ask again in a moment.</summary>
public sealed class PastBusyException() : Exception("The past is being read for somebody else. Ask again in a moment.");
