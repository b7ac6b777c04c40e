using Clearing.Grains.Clusters;
using Clearing.Grains.Ledgers;
using Clearing.Journal.Tests.Faults;
using Microsoft.Extensions.DependencyInjection;
using Orleans.TestingHost;

namespace Clearing.Grains.Tests.Ledgers;

/// <summary>The ledger as a grain: reached by its key, told to close, fenced by another.</summary>
public sealed class LedgerGrainTests
{
    [Fact]
    public async Task A_ledger_is_reached_by_its_key_and_goes_on_after_it_was_closed()
    {
        await using Cluster cluster = await Cluster.StartAsync();
        ILedgerGrain grain = cluster.Grain(Bench.Stream);
        LedgerInfo info = await grain.OpenAsync();
        Assert.Equal((LedgerState.Serving, "rtgs", "BANK0"), (info.State, info.Systems[0], info.Accounts[0]));
        await Cluster.OpenDayAsync(grain);
        InstructionAnswers[] answers = await Task.WhenAll(
            Enumerable.Range(0, 100).Select(i => grain.SubmitAsync(Bench.Batch(Bench.Pay(i)))));
        Assert.All(answers, a => Assert.Equal(Standing.Settled, a.Answers.Span[0].Standing));
        Listener listener = new();
        ILedgerObserver observer = cluster.Client.CreateObjectReference<ILedgerObserver>(listener);
        long after = await grain.SubscribeAsync(observer);
        await grain.SubmitAsync(Bench.Batch(Bench.Pay(100)));
        LedgerNews news = await listener.Told.Task;
        Assert.Equal((after + 1, Bench.Id(100)), (news.First, news.Events.Span[0].Id));
        await grain.CloseAsync();
        InstructionAnswers again = await cluster.UntilServedAsync(grain, Bench.Batch(Bench.Pay(5)));
        Assert.True(again.Answers.Span[0].IsRepeated);
        AccountStates accounts = await grain.AccountsAsync();
        Assert.Equal(
            Bench.Balances(Enumerable.Range(0, 101)), accounts.Accounts.ToArray().Select(a => a.BalanceMinor));
    }

    [Fact]
    public async Task A_ledger_that_the_world_does_not_have_cannot_be_opened()
    {
        await using Cluster cluster = await Cluster.StartAsync();
        await Assert.ThrowsAsync<ArgumentException>(() => cluster.Grain("bench/NETS").OpenAsync());
    }

    [Fact]
    public async Task C4_A_grain_that_lost_its_stream_to_another_writer_says_so_and_never_takes_it_back()
    {
        await using Cluster cluster = await Cluster.StartAsync();
        ILedgerGrain grain = cluster.Grain(Bench.Stream);
        await grain.OpenAsync();
        await Cluster.OpenDayAsync(grain);
        await grain.SubmitAsync(Bench.Batch(Bench.Pay(0)));
        await using LedgerDesk other = new Bench { Store = cluster.Store, Time = cluster.Time }.Start();
        await other.OpenAsync();
        long epoch = other.Status.Epoch;
        PaymentState lost = (await grain.SubmitAsync(Bench.Batch(Bench.Pay(1)))).Answers.Span[0];
        Assert.Equal(Standing.Unavailable, lost.Standing);
        await SteppedTime.UntilAsync(() => grain.InfoAsync().Result.State == LedgerState.Fenced);

        // Whoever asks it, it stays fenced, and the other keeps the stream.
        for (int i = 1; i < 20; i++)
        {
            Assert.Equal(LedgerState.Fenced, (await grain.OpenAsync()).State);
            PaymentState refused = (await grain.SubmitAsync(Bench.Batch(Bench.Pay(i)))).Answers.Span[0];
            Assert.Equal(Standing.Unavailable, refused.Standing);
            cluster.Time.Advance(TimeSpan.FromSeconds(1));
            PaymentState taken = (await other.SubmitAsync(Bench.Batch(Bench.Pay(i)))).Answers.Span[0];
            Assert.Equal((Standing.Settled, i, false), (taken.Standing, taken.Number, taken.IsRepeated));
        }

        Assert.Equal((LedgerState.Serving, epoch), (other.Status.State, other.Status.Epoch));
    }

    private sealed class Listener : ILedgerObserver
    {
        public TaskCompletionSource<LedgerNews> Told { get; } = new();

        public Task TellAsync(LedgerNews news)
        {
            Told.TrySetResult(news);
            return Task.CompletedTask;
        }

        public Task DroppedAsync(long after) => Task.CompletedTask;
    }

    private sealed class Cluster : ILedgerSites, IAsyncDisposable
    {
        private InProcessTestCluster? _cluster;

        public SteppedTime Time { get; } = new();

        public FaultyStore Store { get; } = new(new SimulatedDevice());

        public IClusterClient Client => _cluster!.Client;

        public static async Task<Cluster> StartAsync()
        {
            Cluster cluster = new();
            InProcessTestClusterBuilder builder = new(1);
            builder.ConfigureSilo((_, silo) => silo.AddLedgers().Services.AddSingleton<ILedgerSites>(cluster));
            cluster._cluster = builder.Build();
            await cluster._cluster.DeployAsync();
            return cluster;
        }

        public ILedgerGrain Grain(string stream) => Client.GetGrain<ILedgerGrain>(stream);

        public IReadOnlyList<string> Streams { get; } = [Bench.Stream];

        public LedgerSite? SiteOf(string stream) =>
            stream == Bench.Stream ? new Bench { Store = Store, Time = Time }.Site() : null;

        public static async Task OpenDayAsync(ILedgerGrain grain)
        {
            while ((await grain.InfoAsync()).Time < Bench.OpenAt)
            {
                await Task.Yield();
            }
        }

        public async Task<InstructionAnswers> UntilServedAsync(ILedgerGrain grain, InstructionBatch batch)
        {
            for (int i = 0; i < 10_000; i++)
            {
                await grain.OpenAsync();
                InstructionAnswers answers = await grain.SubmitAsync(batch);
                if (answers.Answers.Span[0].Standing < Standing.Busy)
                {
                    return answers;
                }

                Time.Advance(TimeSpan.FromMilliseconds(100));
            }

            throw new TimeoutException("The ledger never served again.");
        }

        public async ValueTask DisposeAsync() => await _cluster!.DisposeAsync();
    }
}
