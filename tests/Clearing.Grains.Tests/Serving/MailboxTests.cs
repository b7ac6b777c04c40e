using Clearing.Grains.Participants;

namespace Clearing.Grains.Tests.Serving;

/// <summary>What a participant must find again when it comes back.</summary>
public sealed class MailboxTests
{
    [Fact]
    public async Task Sessions_are_counted_and_notices_stay_taken_over_a_restart()
    {
        await using ServedWorld served = await ServedWorld.StartAsync(Tests.Worlds.Planned(banks: 12, payments: 1_500));
        IMailboxGrain mailbox = MailboxOf(served, "B001");
        Assert.Equal(default, await mailbox.PlaceAsync("gross"));
        long[] numbers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => mailbox.BeginSessionAsync()));
        Assert.Equal(Enumerable.Range(1, 20).Select(i => (long)i), numbers.Order());
        for (ulong taken = 1; taken <= 50; taken++)
        {
            await mailbox.KeepAsync("gross", new MailboxPlace((long)taken, taken, taken));
        }

        await mailbox.KeepAsync("netted", new MailboxPlace(1, 2, 3));
        await served.CloseAsync();
        await served.OpenAsync();

        mailbox = MailboxOf(served, "B001");
        Assert.Equal(new MailboxPlace(50, 50, 50), await mailbox.PlaceAsync("gross"));
        Assert.Equal(new MailboxPlace(1, 2, 3), await mailbox.PlaceAsync("netted"));
        Assert.Equal(21, await mailbox.BeginSessionAsync());
        Assert.Equal(1, await MailboxOf(served, "B002").BeginSessionAsync());
    }

    [Fact]
    public async Task A_participant_knows_its_profile_and_which_keys_it_was_given_but_no_secret()
    {
        await using ServedWorld served = await ServedWorld.StartAsync(Tests.Worlds.Planned(banks: 12, payments: 1_500));
        IParticipantGrain participant = ParticipantOf(served, "B001");
        TerminalKey key = new() { Terminal = "BOOBZZA2AXXX", Number = 1, Print = "00", SinceUs = 7 };
        Assert.Empty(await participant.EnrolAsync([key]));
        Assert.Empty(await participant.EnrolAsync([key with { SinceUs = 8 }, key with { Number = 2 }]));
        await MailboxOf(served, "B001").BeginSessionAsync();
        await served.CloseAsync();
        await served.OpenAsync();

        participant = ParticipantOf(served, "B001");
        ParticipantProfile profile = (await participant.ProfileAsync())!;
        Assert.Equal(("B001", "B001"), (profile.Id, profile.Account));
        Assert.Equal([key, key with { Number = 2 }], profile.Keys);
        TerminalKey other = key with { Print = "01", SinceUs = 9 };
        Assert.Equal([other], await participant.EnrolAsync([other]));
        Assert.Equal(2, await MailboxOf(served, "B001").BeginSessionAsync());
        Assert.Null(await ParticipantOf(served, "NOBODY").ProfileAsync());
    }

    private static IMailboxGrain MailboxOf(ServedWorld served, string participant) =>
        served.Host.Grains.GetGrain<IMailboxGrain>($"{served.Host.World.Name}/{participant}");

    private static IParticipantGrain ParticipantOf(ServedWorld served, string participant) =>
        served.Host.Grains.GetGrain<IParticipantGrain>($"{served.Host.World.Name}/{participant}");
}
