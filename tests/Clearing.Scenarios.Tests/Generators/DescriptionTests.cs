using Clearing.Scenarios.Generators;
using Clearing.Scenarios.Model;
using Clearing.Settlement.Model;
using static Clearing.Scenarios.Tests.Generators.GeneratorFixture;

namespace Clearing.Scenarios.Tests.Generators;

public sealed class DescriptionTests
{
    private static readonly Participant[] _banks =
    [
        new() { Id = "A", BalanceMinor = 10, CreditMinor = 5 },
        new() { Id = "B", CreditMinor = long.MaxValue },
        new() { Id = "C", BalanceMinor = 1 },
        new() { Id = "D" },
    ];

    // A pays B 10, 20 and 30, B pays A 40, C pays A 100: hours 9, 9, 10, 10, 12.
    private static Scenario Five() => Scenario(
        new PaymentTable([PaymentSource.Listed(["a", "b", "c", "d", "e"])], new byte[5], [0, 1, 2, 3, 4])
        {
            From = [0, 0, 0, 1, 2],
            To = [1, 1, 1, 0, 0],
            AmountMinor = [10, 20, 30, 40, 100],
            DueAt = [.. new[] { 9, 9, 10, 10, 12 }.Select(h => Day().OpenAt + (h * Hour))],
            Priority = [Priority.Urgent, Priority.Normal, Priority.Normal, Priority.Normal, Priority.Normal],
            Kind = [1, 0, 0, 0, 0],
            KindNames = ["customer", "bank"],
            CurrencyCode = "USD",
        },
        Day(),
        _banks);

    [Fact]
    public void A_scenario_is_described_in_figures()
    {
        ScenarioDescription five = Description.Of(Five());
        Assert.Equal((4, 3, 5, 200), (five.Participants, five.ActiveParticipants, five.Payments, five.ValueMinor));
        Assert.Equal((11, 5, 1), (five.BalanceMinor, five.CreditMinor, five.UnlimitedCredit));
        Assert.Equal(new AmountDescription(40, 10, 10, 10, 30, 100, 100, 100), five.Amounts);
        Assert.Equal(new ConcentrationDescription(0.5m, 1, 1, 1, 0.38m), five.Concentration);
        Assert.Equal(new NetworkDescription(3, 0.25m, 0.666667m, 1, 1, 2), five.Network);

        // B receives 60 and pays 40; A receives 140 and pays 60; C pays 100 with a balance of 1.
        Assert.Equal((100, 1), (five.NetDebitMinor, five.ShortAtClose));
        Assert.Equal([new(9, 0.4m, 0.15m), new(10, 0.4m, 0.35m), new(12, 0.2m, 0.5m)], five.Hours);
        Assert.Equal([new("urgent", 0.2m, 0.05m), new("high", 0, 0), new("normal", 0.8m, 0.95m)], five.Priorities);
        Assert.Equal([new("bank", 0.2m, 0.05m), new("customer", 0.8m, 0.95m)], five.Kinds);
    }

    [Fact]
    public void A_scenario_without_payments_is_described_too()
    {
        var empty = new PaymentTable([], [], [])
        {
            From = [],
            To = [],
            AmountMinor = [],
            DueAt = [],
            Priority = [],
            Kind = [],
            KindNames = [],
            CurrencyCode = "USD",
        };
        ScenarioDescription none = Description.Of(Scenario(empty, Day(), _banks));
        Assert.Equal((0, 0m, 0m), (none.Payments, none.Network.Links, none.Concentration.Top1));
        Assert.Empty(none.Hours);
    }
}
