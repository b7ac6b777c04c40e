using System.Diagnostics;
using Clearing.Client;
using Clearing.Messages.Sessions;

namespace Clearing.EndToEnd.Tests.UnderFire;

/// <summary>
/// A bank of little patience, which pays one payment after another and so hears what a service says while it cannot
/// serve. What it was told must be so afterwards.
/// </summary>
internal sealed class Probe : IAsyncDisposable
{
    private const int Bank = 8;
    private static readonly TimeSpan Often = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Forever = TimeSpan.FromMinutes(3);

    private readonly BankClient _client;
    private readonly List<Standing> _told = [];

    private Probe(BankClient client) => _client = client;

    /// <summary>What it was told, payment by payment.</summary>
    public IReadOnlyList<Standing> Told => _told;

    /// <summary>The longest that one answer took.</summary>
    public TimeSpan Longest { get; private set; }

    public static async Task<Probe> ConnectAsync(Service service) => new(await BankClient.ConnectAsync(
        new BankClientOptions
        {
            Session = service.SessionOf(Service.Gross, Bank),
            Patience = TimeSpan.FromMilliseconds(500),
            LongestWait = TimeSpan.FromMilliseconds(100),
        }));

    /// <summary>Pays until an answer is as asked for.</summary>
    /// <returns>How long that took.</returns>
    public async Task<TimeSpan> PayUntilAsync(Func<Standing, bool> isIt)
    {
        long started = Stopwatch.GetTimestamp();
        do
        {
            Assert.True(
                Stopwatch.GetElapsedTime(started) < Forever, $"told {string.Join(", ", _told.TakeLast(5))} to the end");
            await PayAsync();
            await Task.Delay(Often, TestContext.Current.CancellationToken);
        }
        while (!isIt(_told[^1]));

        return Stopwatch.GetElapsedTime(started);
    }

    /// <summary>Pays for some time.</summary>
    public async Task PayForAsync(TimeSpan time)
    {
        for (long started = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(started) < time;)
        {
            await PayAsync();
            await Task.Delay(Often, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>What the service itself says when it is asked about the first payment.</summary>
    public async Task<Standing> AskAsync() => (await _client.AskAsync([_client.IdOf(1)]))[0].Answer.Standing;

    /// <summary>Each payment stands as it was told; what was in doubt is there or not.</summary>
    /// <returns>How many it paid that had their effect.</returns>
    public async Task<int> ExpectAsync()
    {
        IReadOnlyList<InstructionState> found =
            await _client.AskAsync([.. Enumerable.Range(1, _told.Count).Select(n => _client.IdOf((ulong)n))]);
        for (int i = 0; i < found.Count; i++)
        {
            Standing now = found[i].Answer.Standing;
            bool isRight = _told[i] switch
            {
                Standing.Settled => now == Standing.Settled,
                Standing.InDoubt => now is Standing.Settled or Standing.Unknown,
                _ => now == Standing.Unknown,
            };
            Assert.True(isRight, $"probe {i + 1} was told {_told[i]}, is {now}");
        }

        return found.Count(state => state.Answer.Standing == Standing.Settled);
    }

    public ValueTask DisposeAsync() => _client.DisposeAsync();

    private async Task PayAsync()
    {
        long started = Stopwatch.GetTimestamp();
        Instruction payment = new() { Number = (ulong)_told.Count + 1, Payee = Bank + 1, AmountMinor = 1 };
        _told.Add((await _client.SubmitAsync(payment)).Standing);
        TimeSpan took = Stopwatch.GetElapsedTime(started);
        Longest = took > Longest ? took : Longest;
    }
}
