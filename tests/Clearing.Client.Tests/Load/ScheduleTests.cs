using Clearing.Client.Load.Profiles;
using Clearing.Client.Load.Sending;

namespace Clearing.Client.Tests.Load;

public sealed class ScheduleTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void A_constant_rate_is_even_whatever_the_frame()
    {
        Schedule schedule = Of(new ConstantRate(64_000), 10 * Second, frame: 64);

        Assert.Equal(10_000, schedule.Frames);
        Assert.Equal(640_000, schedule.Payments);
        Assert.Equal(
            Enumerable.Range(0, 10_000).Select(k => TimeSpan.FromMilliseconds(k)), DueTimes(schedule));
    }

    [Fact]
    public void A_ramp_has_the_payments_of_its_mean_rate_and_never_turns_back()
    {
        Schedule schedule = Of(new RampingRate(1_000, 9_000), 4 * Second);
        TimeSpan[] due = DueTimes(schedule);

        Assert.Equal(20_000, schedule.Frames);
        Assert.Equal(due.Order(), due);

        // After half the time a quarter of the way between even and squared: 2 s * (1,000 + 5,000) / 2.
        Assert.InRange(due.Count(at => at < 2 * Second), 5_999, 6_001);
    }

    [Fact]
    public void A_falling_ramp_ends_within_its_length()
    {
        TimeSpan[] due = DueTimes(Of(new RampingRate(5_000, 1_000), 2 * Second));

        Assert.Equal(6_000, due.Length);
        Assert.All(due, at => Assert.InRange(at, TimeSpan.Zero, 2 * Second));
        Assert.InRange(due.Count(at => at < Second), 3_999, 4_001);
    }

    [Fact]
    public void Bursts_stand_at_the_beginning_of_every_interval()
    {
        Schedule schedule = Of(new BurstingRate(100, 1_000, 2 * Second, 0.5 * Second), 5 * Second);
        TimeSpan[] due = DueTimes(schedule);

        Assert.Equal(500 + 150 + 500 + 150 + 500 + 50, schedule.Frames);
        Assert.Equal(500, due.Count(at => at >= 2 * Second && at < 2.5 * Second));
        Assert.Equal(150, due.Count(at => at >= 2.5 * Second && at < 4 * Second));
    }

    [Fact]
    public void Random_rates_stay_within_their_bounds_and_are_those_of_the_seed()
    {
        RandomRate shape = new(1_000, 3_000, Second);
        TimeSpan[] due = DueTimes(Schedule.Of(shape, 20 * Second, 1, 7, _ => 0));
        int[] perSecond = [.. Enumerable.Range(0, 20).Select(s => due.Count(at => (int)at.TotalSeconds == s))];

        Assert.All(perSecond, rate => Assert.InRange(rate, 999, 3_001));
        Assert.True(perSecond.Distinct().Count() > 10);
        Assert.Equal(due, DueTimes(Schedule.Of(shape, 20 * Second, 1, 7, _ => 0)));
        Assert.NotEqual(due, DueTimes(Schedule.Of(shape, 20 * Second, 1, 8, _ => 0)));
    }

    [Fact]
    public void A_share_of_an_earlier_phase_is_a_share_of_what_it_achieved()
    {
        ConstantRate half = new(0, 0.5m, "capacity");

        Assert.Equal(500, Schedule.Of(half, Second, 1, 0, name => name == "capacity" ? 1_000 : 0).Frames);
    }

    [Fact]
    public void Nothing_falls_due_in_a_pause() => Assert.Equal(0, Of(new PauseShape(), Second).Frames);

    private static Schedule Of(LoadShape shape, TimeSpan length, int frame = 1) =>
        Schedule.Of(shape, length, frame, 1, _ => 0);

    private static TimeSpan[] DueTimes(Schedule schedule)
    {
        int stretch = 0;
        TimeSpan[] due = new TimeSpan[schedule.Frames];
        for (long k = 0; k < due.Length; k++)
        {
            due[k] = schedule.Due(k, ref stretch);
        }

        return due;
    }
}
