using Clearing.Grains.Ledgers;
using Clearing.Grains.Tests.Ledgers;
using Clearing.Grains.Worlds;
using Clearing.Journal;
using Clearing.Journal.Tests.Faults;
using Clearing.Scenarios;
using Clearing.Scenarios.Model;

namespace Clearing.Grains.Tests.Serving;

/// <summary>A store knows whose world it holds and what time it is there.</summary>
public sealed class WorldTests
{
    private const string Banks =
        """
        name: three
        calendar: { date: 2026-01-05, open: "09:00", close: "17:00" }
        participants:
          - { id: A, balance: 100.00, bic: AAAAUS30 }
          - { id: B, balance: 100.00 }
          - { id: C }
        payments:
          - { id: p1, at: "10:00", from: A, to: B, amount: 1.00 }
        systems:
          - { name: gross, rulebook: rtgs }
          - { name: netted, rulebook: dns }
        """;

    private readonly SimulatedDevice _device = new();
    private readonly SteppedTime _time = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_new_store_takes_the_world_and_begins_it_at_its_first_instant()
    {
        World world = await OpenAsync(Banks);

        Assert.True(world.IsNew);
        Assert.Equal(["three/gross", "three/netted"], world.Streams);
        Assert.Equal(world.Scenario.Calendar.Days[0].OpenAt, world.Clock.NowUs);
        Assert.Equal((0, 2, -1), (world.IndexOf("A"), world.IndexOf("C"), world.IndexOf("D")));
    }

    [Fact]
    public async Task Business_time_goes_on_while_nobody_serves_and_its_speed_is_kept_until_it_is_changed()
    {
        World world = await OpenAsync(Banks, speed: 60);
        long open = world.Clock.NowUs;
        _time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(open + (2 * 3_600_000_000L), world.Clock.NowUs);

        World again = await OpenAsync(Banks);
        Assert.False(again.IsNew);
        Assert.Equal((60, open + (2 * 3_600_000_000L)), (again.Clock.Speed, again.Clock.NowUs));

        World slower = await OpenAsync(Banks, speed: 1);
        _time.Advance(TimeSpan.FromMinutes(2));
        World last = await OpenAsync(Banks);
        Assert.Equal(open + (2 * 3_600_000_000L) + 120_000_000, last.Clock.NowUs);
        Assert.Equal((1, last.Clock.NowUs), (slower.Clock.Speed, slower.Clock.NowUs));
    }

    [Theory]
    [InlineData("name: three", "name: four", "its name, which is three there and four here.")]
    [InlineData("bic: AAAAUS30", "bic: BBBBUS30", "differs: participants.")]
    [InlineData("{ id: C }", "{ id: C, balance: 1.00 }", "differs: ledger gross; ledger netted.")]
    [InlineData("amount: 1.00", "amount: 2.00", "differs: script gross; script netted.")]
    [InlineData("rulebook: dns }", "rulebook: rtgs }", "differs: ledger netted.")]
    [InlineData("  - { name: netted, rulebook: dns }", "", "differs: ledger netted, which is not here.")]
    [InlineData(
        "name: netted", "name: other", "differs: ledger netted, which is not here; ledger other, which is not there.")]
    [InlineData("date: 2026-01-05", "date: 2026-01-06", "differs: calendar; ledger gross; ledger netted.")]
    public async Task A_store_of_another_world_is_refused_and_the_refusal_says_what_differs(
        string from, string to, string said)
    {
        await OpenAsync(Banks, speed: 60);

        WorldException refused = await Assert.ThrowsAsync<WorldException>(
            () => OpenAsync(Banks.Replace(from, to), speed: 2));

        Assert.Contains(said, refused.Message);
        Assert.Equal(60, (await OpenAsync(Banks)).Clock.Speed);
    }

    [Fact]
    public async Task What_is_said_of_participants_for_people_alone_makes_no_other_world()
    {
        await OpenAsync(Banks);

        Assert.False((await OpenAsync(Banks.Replace("id: A,", "id: A, name: Alder Bank,"))).IsNew);
    }

    [Fact]
    public async Task A_world_that_was_served_with_keys_is_not_served_without_them_again()
    {
        await OpenAsync(Banks);
        await OpenAsync(Banks, hasKeys: true);

        WorldException refused = await Assert.ThrowsAsync<WorldException>(() => OpenAsync(Banks));

        Assert.Contains("--keys", refused.Message);
        await OpenAsync(Banks, hasKeys: true);
    }

    [Fact]
    public async Task S12_A_known_world_of_which_a_ledger_is_gone_is_refused_and_not_begun_anew()
    {
        World world = await OpenAsync(Banks);
        byte[] known = (await new FaultyStore(_device).GetFactAsync("world", Stop))!;
        SimulatedDevice bereft = new();
        FaultyStore store = new(bereft);
        await (await store.OpenAsync(world.Streams[0], Stop)).DisposeAsync();
        await store.PutFactAsync("world", null, known, Stop);

        JournalException refused = await Assert.ThrowsAsync<JournalException>(() => OpenAsync(Banks, device: bereft));

        Assert.Equal(JournalFault.Corrupt, refused.Fault);
        Assert.Contains("has nothing of three/netted, which is a ledger of this world", refused.Message);
        Assert.Equal(["three/gross"], await store.StreamsAsync(Stop));
    }

    [Fact]
    public async Task A_new_world_has_the_streams_of_its_ledgers_before_it_is_known()
    {
        World world = await OpenAsync(Banks);

        Assert.Equal(world.Streams, await new FaultyStore(_device).StreamsAsync(Stop));
    }

    [Fact]
    public void A_world_whose_banks_react_has_no_script()
    {
        Scenario reactive = Worlds.Reactive(banks: 12, payments: 1_500);

        ArgumentException refused = Assert.Throws<ArgumentException>(() => new LiveWorld(
            reactive, new FaultyStore(_device), new BusinessClock(_time, 0, 0, 1), _time, new LiveSettings()));

        Assert.Contains("reacts", refused.Message);
    }

    private async Task<World> OpenAsync(
        string yaml, int? speed = null, bool hasKeys = false, SimulatedDevice? device = null)
    {
        ScenarioResult read = ScenarioReader.ReadText(yaml, "world");
        Assert.Empty(read.Errors);
        IJournalStore store = new FaultyStore(device ?? _device);
        return await World.OpenAsync(
            read.Scenario!,
            store,
            new WorldOptions
            {
                Speed = speed,
                HasKeys = hasKeys,
                Time = _time,
                Settings = new LiveSettings { Window = 64 },
            },
            Stop);
    }
}
