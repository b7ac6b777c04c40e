using Clearing.Grains.Ledgers;

namespace Clearing.Grains.Tests.Ledgers;

public sealed class BusinessClockTests
{
    private const long Anchor = 1_767_600_000_000_000;

    private readonly SteppedTime _time = new();

    [Fact]
    public void Business_time_runs_from_its_anchor_at_its_speed()
    {
        long wall = BusinessClock.WallUs(_time);
        BusinessClock clock = new(_time, Anchor, wall, 600);
        Assert.Equal(Anchor, clock.NowUs);
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(Anchor + 1_200_000_000, clock.NowUs);
        Assert.Equal(TimeSpan.FromSeconds(1), clock.Until(Anchor + 1_800_000_000));
        Assert.Equal(TimeSpan.Zero, clock.Until(Anchor));
        Assert.Equal(TimeSpan.FromDays(1), clock.Until(long.MaxValue));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3_600)]
    [InlineData(86_400)]
    [InlineData(-1)]
    [InlineData(-3_600)]
    [InlineData(-86_400)]
    public void T1_A_jump_of_the_wall_clock_moves_nothing_while_it_runs(int seconds)
    {
        BusinessClock clock = new(_time, Anchor, BusinessClock.WallUs(_time), 1);
        _time.Advance(TimeSpan.FromSeconds(10));
        _time.SetWall(_time.GetUtcNow().AddSeconds(seconds));
        Assert.Equal(Anchor + 10_000_000, clock.NowUs);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(Anchor + 11_000_000, clock.NowUs);
    }

    [Theory]
    [InlineData(1970)]
    [InlineData(2106)]
    [InlineData(9999)]
    public void T1_A_start_in_any_year_gives_an_instant_that_can_be_told(int year)
    {
        long wall = BusinessClock.WallUs(_time);
        _time.SetWall(new DateTimeOffset(year, 12, 31, 0, 0, 0, TimeSpan.Zero));
        BusinessClock clock = new(_time, Anchor, wall, 100_000);
        Assert.InRange(clock.NowUs, Anchor, BusinessClock.LastUs);
        _time.Advance(TimeSpan.FromDays(300_000));
        Assert.InRange(clock.NowUs, Anchor, BusinessClock.LastUs);
    }

    [Fact]
    public async Task T1_A_restart_with_a_clock_that_went_back_goes_on_behind_the_last_slice()
    {
        Journal.Tests.Faults.SimulatedDevice device = new();
        Bench bench = new() { Store = new Journal.Tests.Faults.FaultyStore(device) };
        await using (LedgerDesk desk = await bench.OpenAsync())
        {
            bench.Time.Advance(TimeSpan.FromMinutes(10));
            await desk.SubmitAsync(Bench.Batch(Bench.Pay(0)));
        }

        Bench earlier = new() { Store = new Journal.Tests.Faults.FaultyStore(device) };
        await using LedgerDesk again = earlier.Start();
        await again.OpenAsync();
        long before = again.Status.Time;
        PaymentState state = (await again.SubmitAsync(Bench.Batch(Bench.Pay(1)))).Answers.Span[0];
        Assert.Equal((Standing.Settled, before + 1), (state.Standing, state.Time));
    }
}
