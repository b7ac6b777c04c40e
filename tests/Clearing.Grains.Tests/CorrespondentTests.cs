using System.Text.RegularExpressions;
using Clearing.Scenarios.Model;
using Clearing.Settlement.Model;

namespace Clearing.Grains.Tests;

/// <summary>Banks that pay through a member of the systems (CO-1).</summary>
public sealed partial class CorrespondentTests
{
    [Fact]
    public void A_correspondent_takes_its_time()
    {
        (Scenario scenario, SimulationResult result) = Run(balance: 10, [("p1", "10:00", 2, 1, 5)]);
        Assert.Equal(["p1 10:01 settled 10:01"], Lines(scenario, result));
    }

    [Fact]
    public void What_the_account_does_not_cover_waits_for_money_and_so_does_what_came_later()
    {
        (Scenario scenario, SimulationResult result) = Run(balance: 10,
            [("p1", "10:00", 2, 1, 8), ("p2", "10:10", 2, 1, 5), ("p3", "10:20", 2, 1, 1), ("in", "11:00", 1, 2, 4)]);
        Assert.Equal(
            [
                "p1 10:01 settled 10:01", "p2 11:01 settled 11:01", "p3 11:01 settled 11:01", "in 11:00 settled 11:00",
            ],
            Lines(scenario, result));
    }

    [Fact]
    public void Money_that_comes_to_the_correspondent_itself_covers_nothing_of_its_banks()
    {
        (Scenario scenario, SimulationResult result) = Run(balance: 1,
            [("p1", "10:00", 2, 1, 8), ("own", "11:00", 1, 0, 50)]);
        Assert.Equal(["p1 - unsettled", "own 11:00 settled 11:00"], Lines(scenario, result));
    }

    [Fact]
    public void Credit_may_be_used()
    {
        (Scenario scenario, SimulationResult result) =
            Run(balance: 1, [("p1", "10:00", 2, 1, 8)], credit: 7);
        Assert.Equal(["p1 10:01 settled 10:01"], Lines(scenario, result));
    }

    [Fact]
    public void After_the_cut_off_it_goes_the_next_day()
    {
        (Scenario scenario, SimulationResult result) = Run(balance: 10,
            [("p1", "11:59", 2, 1, 4), ("p2", "11:59:01", 2, 1, 4), ("p3", "12:30", 2, 1, 1)], days: 2,
            cutOff: "12:00");
        Assert.Equal(["p1 12:00 settled 12:00", "p2 09:00 settled 09:00", "p3 09:00 settled 09:00"],
            Lines(scenario, result));
    }

    [Fact]
    public void An_outage_of_the_correspondent_keeps_its_banks_waiting()
    {
        (Scenario scenario, SimulationResult result) = Run(balance: 10, [("p1", "10:00", 2, 1, 5)],
            outage: true);
        Assert.Equal(["p1 11:00 settled 11:00"], Lines(scenario, result));
    }

    [Fact]
    public void Rejected_money_is_back_on_the_account()
    {
        ScenarioBuilder builder = Base([("p1", "10:00", 2, 1, 8), ("p2", "10:10", 2, 1, 9)]);
        Scenario scenario = With(builder.Script(new ScriptedEvent
        {
            Kind = ScriptedEventKind.Cancel,
            At = ScenarioBuilder.At("10:05"),
            Payment = 0,
        }).Halt("09:30", "10:06").Build(), 10, 0, "");
        Assert.Equal(["p1 10:01 cancelled", "p2 10:11 settled 10:11"],
            Lines(scenario, PlainSimulation.Run(scenario)));
    }

    // Without the seconds, which are all zero.
    private static string[] Lines(Scenario scenario, SimulationResult result) =>
    [
        .. PlainSimulation.Describe(scenario, result.Systems[0])
            .Select(line => Seconds().Replace(line, "$1")),
    ];

    [GeneratedRegex(@"(\d\d:\d\d):00")]
    private static partial Regex Seconds();

    // A is a member with money, B too, K pays through A.
    private static ScenarioBuilder Base(
        (string Id, string At, int From, int To, long Amount)[] payments, int days = 1)
    {
        ScenarioBuilder builder = new ScenarioBuilder { Days = days }
            .Bank("A", 100).Bank("B", 100).Bank("K").Gross("gross");
        foreach ((string id, string at, int from, int to, long amount) in payments)
        {
            builder.Pay(id, ScenarioBuilder.At(at), from, to, amount, Priority.Normal, 1);
        }

        return builder;
    }

    private static (Scenario Scenario, SimulationResult Result) Run(
        long balance, (string Id, string At, int From, int To, long Amount)[] payments, long credit = 0, int days = 1,
        string cutOff = "", bool outage = false)
    {
        ScenarioBuilder builder = Base(payments, days);
        if (outage)
        {
            builder.Outage("A", "09:30", "11:00");
        }

        Scenario scenario = With(builder.Build(), balance, credit, cutOff);
        return (scenario, PlainSimulation.Run(scenario));
    }

    private static Scenario With(Scenario plain, long balance, long credit, string cutOff) => new()
    {
        Name = plain.Name,
        Currency = plain.Currency,
        Calendar = plain.Calendar,
        Participants = plain.Participants,
        Payments = OnAccounts(plain.Payments),
        Systems = plain.Systems,
        Events = plain.Events,
        Behaviours = [],
        Expectations = [],
        Correspondents =
        [
            new CorrespondentAccount
            {
                Bank = 2,
                At = 0,
                BalanceMinor = balance,
                CreditMinor = credit,
                ProcessingUs = 60_000_000,
                CutOffs = cutOff.Length == 0 ? []
                    : [.. plain.Calendar.Days.Select(day => ScenarioBuilder.At(cutOff, day.Number))],
            },
        ],
    };

    private static PaymentTable OnAccounts(PaymentTable table) =>
        new([.. table.Sources], table.SourceOf.ToArray(), table.RowOf.ToArray())
        {
            From = [.. table.From.Select(party => party == 2 ? 0 : party)],
            To = [.. table.To.Select(party => party == 2 ? 0 : party)],
            Payer = table.From,
            Payee = table.To,
            AmountMinor = table.AmountMinor,
            DueAt = table.DueAt,
            Day = table.Day,
            Priority = table.Priority,
            Kind = table.Kind,
            KindNames = table.KindNames,
            CurrencyCode = table.CurrencyCode,
        };
}
