using Clearing.Settlement.Commands;
using Clearing.Settlement.Events;
using Clearing.Settlement.Model;

namespace Clearing.Settlement.Tests.Linking;

/// <summary>docs/reference/linked-systems.md, "What is made": nets settled as a file or by payments.</summary>
public sealed class NetTests
{
    [Fact]
    public void Nets_go_as_a_file_and_the_answer_comes_back()
    {
        World world = new(rtgs: rtgs => rtgs.React = PostFiles);
        world.Other.At(150, World.NetDue(0, -30), World.NetDue(1, 20), World.NetDue(2, 10));
        world.Run();
        Assert.Equal(["155 Leg 0 -30", "155 Leg 1 20", "155 Leg 2 10", "155 PostFile 0"], world.AskedOfRtgs);
        Assert.Equal(["160 NetsAnswered True"], world.AskedOfOther);
    }

    [Fact]
    public void A_refused_file_names_those_who_were_short_and_money_from_outside_enters_with_the_next()
    {
        World world = new(rtgs: rtgs => rtgs.React = command => command switch
        {
            { Kind: CommandKind.PostFile, Payment: 0 } => [Short(command, 0, 30), Short(command, 1, 2)],
            _ => PostFiles(command),
        });
        world.Other.React = command => command is { Kind: CommandKind.NetsAnswered, Flag: false }
            ? [.. new[] { World.NetDue(1, 20), World.NetDue(2, 10) }.Select(e => e with { Time = command.Time })]
            : [];
        world.Other.At(150, World.NetDue(0, -30), World.NetDue(1, 20), World.NetDue(2, 10));
        world.Run();
        Assert.Equal(
            ["160 NetRefused 0 30", "160 NetRefused 1 2", "160 NetsAnswered False", "170 NetsAnswered True"],
            world.AskedOfOther);
        Assert.Equal(
            ["165 Leg 1 20", "165 Leg 2 10", "165 AddBalance 3 30", "165 Leg 3 -30", "165 PostFile 1"],
            world.AskedOfRtgs.Skip(4));
    }

    [Fact]
    public void A_file_waits_while_the_other_system_is_halted()
    {
        World world = new(rtgs: rtgs => rtgs.React = command => command.Kind switch
        {
            CommandKind.Halt => [new() { Kind = EventKind.Halted, Time = command.Time }],
            CommandKind.Resume => [new() { Kind = EventKind.Resumed, Time = command.Time }],
            _ => PostFiles(command),
        });
        world.Other.At(150, World.NetDue(0, -30), World.NetDue(1, 30));
        world.Script(0, SettlementCommand.Halt(152), SettlementCommand.Resume(170)).Run();
        Assert.Equal(["175 Leg 0 -30", "175 Leg 1 30", "175 PostFile 0"], world.AskedOfRtgs.Skip(2));
    }

    [Fact]
    public void By_payments_the_short_pay_in_and_then_the_long_are_paid()
    {
        World world = new(LinkMode.Payments, rtgs => SettleAfter(rtgs, account: 1, time: 162));
        world.Other.At(150, World.NetDue(0, -20), World.NetDue(1, -10), World.NetDue(2, 30));
        world.Run();
        Assert.Equal(
            ["155 Submit 10: 0>3 20 k2", "155 Submit 11: 1>3 10 k2", "167 Submit 12: 3>2 30 k2"], world.AskedOfRtgs);
        Assert.Equal(["167 NetsAnswered True"], world.AskedOfOther);
        Assert.Equal(["other/net/A/1", "other/net/B/1", "other/net/C/1"], world.Outcomes[0].Made.Select(m => m.Id));
    }

    [Fact]
    public void A_pay_in_that_misses_the_deadline_undoes_the_others()
    {
        World world = new(LinkMode.Payments, rtgs => SettleAfter(rtgs, account: 1, time: long.MaxValue));
        world.Other.React = command => command is { Kind: CommandKind.NetsAnswered, Flag: false }
            ? [.. new[] { World.NetDue(0, -20), World.NetDue(2, 20) }.Select(e => e with { Time = command.Time })]
            : [];
        world.Other.At(150, World.NetDue(0, -20), World.NetDue(1, -10), World.NetDue(2, 30));
        world.Run();
        Assert.Equal(
            [
                "155 Submit 10: 0>3 20 k2",
                "155 Submit 11: 1>3 10 k2",
                "180 Cancel 11",
                "185 Submit 12: 3>0 20 k2",

                // What is told in answer to a refusal goes as a file.
                "190 Leg 0 -20",
                "190 Leg 2 20",
                "190 PostFile 0",
            ],
            world.AskedOfRtgs);
        Assert.Equal(["185 NetRefused 1 10", "185 NetsAnswered False"], world.AskedOfOther.Take(2));
        Assert.Equal("other/return/A/1", world.Outcomes[0].Made[2].Id);
    }

    [Fact]
    public void A_rejected_pay_in_ends_the_waiting_a_delay_later()
    {
        World world = new(LinkMode.Payments, rtgs => rtgs.React = command => command switch
        {
            { Kind: CommandKind.Submit, From: 0 } => [FakeEngine.Of(command, EventKind.Rejected)],
            _ => FakeEngine.Settle(command),
        });
        world.Other.At(150, World.NetDue(0, -20), World.NetDue(1, -10), World.NetDue(2, 30));
        world.Run();
        Assert.Equal("165 Submit 12: 3>1 10 k2", world.AskedOfRtgs[^1]);
        Assert.Equal(["165 NetRefused 0 20", "165 NetsAnswered False"], world.AskedOfOther);
    }

    [Fact]
    public void One_that_was_declared_failed_is_not_asked_to_pay_in()
    {
        World world = new(LinkMode.Payments, rtgs => rtgs.React = command => command.Kind == CommandKind.Default
            ? [FakeEngine.Of(command, EventKind.Defaulted)]
            : FakeEngine.Settle(command));
        world.Other.At(150, World.NetDue(0, -20), World.NetDue(1, 20));
        world.Script(0, SettlementCommand.Default(120, 0)).Run();
        Assert.Equal(["120 Default 0 0"], world.AskedOfRtgs);
        Assert.Equal(["165 NetRefused 0 20", "165 NetsAnswered False"], world.AskedOfOther);
    }

    private static SettlementEvent[] PostFiles(SettlementCommand command) => command.Kind == CommandKind.PostFile
        ? [new() { Kind = EventKind.FilePosted, Time = command.Time, Payment = command.Payment }]
        : FakeEngine.Settle(command);

    private static SettlementEvent Short(SettlementCommand file, int account, long amountMinor) => new()
    {
        Kind = EventKind.FileRefused,
        Time = file.Time,
        Payment = file.Payment,
        From = account,
        AmountMinor = amountMinor,
    };

    // What the account submits waits until an instant, unless it is cancelled.
    private static void SettleAfter(FakeEngine rtgs, int account, long time) => rtgs.React = command =>
    {
        if (command.Kind == CommandKind.Cancel)
        {
            return [FakeEngine.Of(command, EventKind.Cancelled)];
        }

        if (command.Kind != CommandKind.Submit || command.From != account)
        {
            return PostFiles(command);
        }

        if (time != long.MaxValue)
        {
            rtgs.At(time, FakeEngine.Of(command, EventKind.Settled));
        }

        return [];
    };
}
