using Clearing.Grains.Carrying;
using Clearing.Grains.Switching;
using Clearing.Scenarios.Model;
using Clearing.Settlement.Model;
using Clearing.Settlement.Results;

namespace Clearing.Grains.Tests;

/// <summary>Payments as messages: what the network does to them, and what it never does.</summary>
public sealed class NetworkTests
{
    [Fact]
    public void A_payment_enters_after_a_line_a_safe_store_and_a_line()
    {
        (Scenario scenario, SimulationResult result) = Run(Day(MessageFlow.V));
        Assert.Equal("p1 10:00:00.022000 settled 10:00:00.022000", Line(scenario, result, 0));
        Assert.Equal(
            [
                "10:00:00 A>S 202 1/1 ack", "10:00:00.012000 A>S 202 out 1/1 uak",
                "10:00:00.022000 S>A 900 1/1 ack", "10:00:00.022000 S>B 202 1/2 ack",
                "10:00:00.034000 S>A 900 out 1/1 uak", "10:00:00.034000 S>B 202 out 1/1 uak",
            ],
            Messages(scenario, result));
    }

    [Fact]
    public void In_a_Y_copy_the_receiver_sees_a_payment_only_when_it_is_settled()
    {
        (Scenario scenario, SimulationResult result) = Run(Day(MessageFlow.Y));
        Assert.Equal("p1 10:00:00.022000 settled 10:00:00.022000", Line(scenario, result, 0));
        Assert.Equal(
            [
                "10:00:00 A>B 202 1/1 ack", "10:00:00.012000 N>S 096 out 1/1 uak",
                "10:00:00.022000 S>N 097 1/1 ack", "10:00:00.034000 A>B 202 out 1/1 uak",
                "10:00:00.034000 N>A 012 out 1/1 uak",
            ],
            Messages(scenario, result));
    }

    [Fact]
    public void In_a_T_copy_the_receiver_sees_a_payment_before_it_is_settled()
    {
        (Scenario scenario, SimulationResult result) = Run(Day(MessageFlow.T));
        string[] messages = Messages(scenario, result);
        Assert.Contains("10:00:00.012000 A>B 202 out 1/1 uak", messages);
        Assert.Contains("10:00:00.034000 S>B 910 out 1/2 uak", messages);
    }

    [Fact]
    public void A_refusal_of_the_centre_rejects_the_payment_and_the_sender_is_told_why()
    {
        (Scenario scenario, SimulationResult result) = Run(Day(MessageFlow.Y, new NetworkFault
        {
            Kind = NetworkFaultKind.Refuse,
            At = ScenarioBuilder.At("09:30"),
            Until = ScenarioBuilder.At("11:00"),
            Code = "72",
        }));
        OutcomeTable payments = result.Systems[0].Payments;
        Assert.Equal((PaymentStatus.Rejected, Reason.Refused, false),
            (payments.StatusOf(0), payments.ReasonOf(0), payments.HasEntered(0)));
        string[] messages = Messages(scenario, result);
        Assert.Contains("10:00:00.022000 S>N 097 72 1/1 ack", messages);
        Assert.Contains("10:00:00.034000 N>A 019 72 out 1/1 uak", messages);
        Assert.DoesNotContain(messages, line => line.Contains(">B", StringComparison.Ordinal)
            && line.Contains("out", StringComparison.Ordinal));
    }

    [Fact]
    public void A_slice_that_dies_between_safe_store_and_ACK_costs_a_resend_and_no_second_posting()
    {
        NetworkFault down = new()
        {
            Kind = NetworkFaultKind.SliceDown,
            At = ScenarioBuilder.At("10:00:00.011"),
            Until = ScenarioBuilder.At("10:00:05"),
        };
        (Scenario scenario, SimulationResult result) = Run(Day(MessageFlow.V, down), slices: 2);
        Assert.Equal("p1 10:00:00.022000 settled 10:00:00.022000", Line(scenario, result, 0));
        Assert.Equal(1, result.Systems[0].Accounts[0].SentCount);
        string[] messages = Messages(scenario, result);
        Assert.Equal("10:00:00 A>S 202 1/1", messages[0]);
        Assert.Contains("10:00:30.022000 A>S 202 PDE 2/1 ack-replay", messages);
        Assert.Single(messages, line => line.Contains("A>S 202 out", StringComparison.Ordinal));
    }

    [Fact]
    public void A_standby_takes_over_and_what_was_not_stored_is_sent_again()
    {
        NetworkFault fails = new()
        {
            Kind = NetworkFaultKind.ControlProcessor,
            At = ScenarioBuilder.At("10:00:00.011"),
            Until = ScenarioBuilder.At("10:00:00.011"),
        };
        (Scenario scenario, SimulationResult result) = Run(Day(MessageFlow.V, fails));
        Assert.Equal("p1 10:00:30.044000 settled 10:00:30.044000", Line(scenario, result, 0));
        Assert.Contains("10:00:30.022000 A>S 202 PDE 2/1 ack", Messages(scenario, result));
    }

    [Fact]
    public void A_storm_of_duplicates_is_stopped_by_the_switch()
    {
        NetworkFault storm = new()
        {
            Kind = NetworkFaultKind.Duplicates,
            At = ScenarioBuilder.At("09:00"),
            Until = ScenarioBuilder.At("11:00"),
            Account = 0,
            Copies = 50,
        };
        (Scenario scenario, SimulationResult result) = Run(Day(MessageFlow.V, storm));
        string[] messages = Messages(scenario, result);
        Assert.Equal(50, messages.Count(line => line.EndsWith("ack-replay", StringComparison.Ordinal)));
        Assert.Single(messages, line => line.Contains("A>S 202 out", StringComparison.Ordinal));
        Assert.Equal(1, result.Systems[0].Accounts[0].SentCount);
    }

    [Fact]
    public void Lost_acknowledgements_are_asked_for_until_one_comes_and_nothing_is_posted_twice()
    {
        NetworkFault lost = new()
        {
            Kind = NetworkFaultKind.LoseAcknowledgements,
            At = ScenarioBuilder.At("09:00"),
            Until = ScenarioBuilder.At("10:01:10"),
            Account = 0,
        };
        (Scenario scenario, SimulationResult result) = Run(Day(MessageFlow.V, lost));
        string[] sent = [.. Messages(scenario, result).Where(line => line.Contains("A>S 202", StringComparison.Ordinal)
            && !line.Contains("out", StringComparison.Ordinal))];
        Assert.Equal(4, sent.Length);
        Assert.EndsWith("PDE 4/1 ack-replay", sent[^1], StringComparison.Ordinal);
        Assert.Equal(1, result.Systems[0].Accounts[0].SentCount);
    }

    [Fact]
    public void What_a_bank_sends_while_its_line_is_cut_goes_when_it_is_back()
    {
        NetworkFault cut = new()
        {
            Kind = NetworkFaultKind.Cut,
            At = ScenarioBuilder.At("09:59"),
            Until = ScenarioBuilder.At("10:05"),
            Account = 0,
        };
        (Scenario scenario, SimulationResult result) = Run(Day(MessageFlow.V, cut));
        Assert.Equal("p1 10:05:00.044000 settled 10:05:00.044000", Line(scenario, result, 0));
    }

    [Fact]
    public void What_is_for_a_bank_whose_line_is_cut_waits_in_the_switch_and_is_not_sent_into_the_void()
    {
        NetworkFault cut = new()
        {
            Kind = NetworkFaultKind.Cut,
            At = ScenarioBuilder.At("09:59"),
            Until = ScenarioBuilder.At("14:00"),
            Account = 1,
        };
        (Scenario scenario, SimulationResult result) = Run(Day(MessageFlow.V, cut));

        Assert.Equal("14:00:00.012000 S>B 202 out 2/1 uak",
            Assert.Single(Messages(scenario, result), line => line.Contains("S>B 202 out", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_payment_that_passes_a_centre_as_it_comes_back_is_settled_all_the_same()
    {
        ScenarioBuilder builder = Day(MessageFlow.Y, new NetworkFault
        {
            Kind = NetworkFaultKind.CentreDown,
            At = ScenarioBuilder.At("09:59"),
            Until = ScenarioBuilder.At("10:10"),
            Arrangement = 0,
        }).Pay("p2", "10:09:59.985", "A", "B", 1);
        builder.Network = builder.Network! with
        {
            Services = [new NetworkService { Arrangement = 0, Flow = MessageFlow.Y, Bypass = true }],
        };
        (Scenario scenario, SimulationResult result) = Run(builder);

        Assert.Equal("p2 10:10:00.007000 settled 10:10:00.007000",
            PlainSimulation.Describe(scenario, result.Systems[0])[1]);
    }

    [Theory]
    [InlineData("10:10:01")]
    [InlineData("10:10:02.001")]
    public void A_bypass_ends_also_when_the_order_meets_a_dying_processor(string failsAt)
    {
        ScenarioBuilder builder = Day(
            MessageFlow.Y,
            new NetworkFault
            {
                Kind = NetworkFaultKind.CentreDown,
                At = ScenarioBuilder.At("09:59"),
                Until = ScenarioBuilder.At("10:10:02"),
                Arrangement = 0,
            },
            new NetworkFault
            {
                Kind = NetworkFaultKind.ControlProcessor,
                At = ScenarioBuilder.At(failsAt),
                Until = ScenarioBuilder.At(failsAt),
            }).Pay("p2", "10:11", "A", "B", 1);
        builder.Network = builder.Network! with
        {
            TakeoverUs = 3_000_000,
            Services = [new NetworkService { Arrangement = 0, Flow = MessageFlow.Y, Bypass = true }],
        };
        (Scenario scenario, SimulationResult result) = Run(builder);

        Assert.Equal("p2 10:11:00.022000 settled 10:11:00.022000",
            PlainSimulation.Describe(scenario, result.Systems[0])[1]);
        Assert.Contains(Messages(scenario, result), message => message.StartsWith("10:11:00.012000 N>S 096 out"));
    }

    [Fact]
    public void Who_is_not_authorised_is_told_so_and_the_payment_is_rejected()
    {
        NetworkFault unauthorised = new()
        {
            Kind = NetworkFaultKind.Unauthorised,
            At = ScenarioBuilder.At("09:30"),
            Until = ScenarioBuilder.At("11:00"),
            Account = 0,
        };
        foreach (MessageFlow flow in Enum.GetValues<MessageFlow>())
        {
            (Scenario scenario, SimulationResult result) = Run(Day(flow, unauthorised));
            OutcomeTable payments = result.Systems[0].Payments;
            Assert.Equal((PaymentStatus.Rejected, Reason.Network), (payments.StatusOf(0), payments.ReasonOf(0)));
            Assert.EndsWith("202 1/1 H51", Assert.Single(Messages(scenario, result)), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(false, "p1 10:10:00.022000 settled 10:10:00.022000")]
    [InlineData(true, "p1 10:10:00 settled 10:10:00")]
    public void While_the_centre_is_down_a_payment_waits_or_goes_by_without_it(bool bypass, string line)
    {
        ScenarioBuilder builder = Day(MessageFlow.Y, new NetworkFault
        {
            Kind = NetworkFaultKind.CentreDown,
            At = ScenarioBuilder.At("09:59"),
            Until = ScenarioBuilder.At("10:10"),
            Arrangement = 0,
        });
        builder.Network = builder.Network! with
        {
            Services = [new NetworkService { Arrangement = 0, Flow = MessageFlow.Y, Bypass = bypass }],
        };
        (Scenario scenario, SimulationResult result) = Run(builder);
        Assert.Equal(line, Line(scenario, result, 0));
        Assert.Equal(bypass, Messages(scenario, result).Contains("10:00:00.012000 A>B 202 out 1/1 uak"));
    }

    [Fact]
    public void A_payment_that_comes_after_the_close_is_closed_and_its_sender_is_told()
    {
        ScenarioBuilder builder = Day(MessageFlow.Y).Pay("late", "16:59:59.99", "A", "B", 1);
        (Scenario scenario, SimulationResult result) = Run(builder);
        Assert.Equal(Reason.Closed, result.Systems[0].Payments.ReasonOf(1));
        Assert.Contains("17:00:00.024000 N>A 019 83 out 1/2 uak", Messages(scenario, result));
    }

    [Fact]
    public void A_system_that_the_switch_does_not_serve_gets_its_payments_as_ever()
    {
        ScenarioBuilder builder = Day(MessageFlow.V).Gross("direct");
        builder.TransitDelayUs = 5_000;
        (Scenario scenario, SimulationResult result) = Run(builder);
        Assert.Equal("p1 10:00:00.022000 settled 10:00:00.022000", Line(scenario, result, 0));
        Assert.Equal("p1 10:00:00.005000 settled 10:00:00.005000", Line(scenario, result, 1));
    }

    [Fact]
    public void What_the_system_says_after_the_run_changes_nothing_of_what_reached_it()
    {
        Scenario scenario = Worlds.Carried();
        SimulationResult result = PlainSimulation.Run(scenario);
        Assert.Equal(2, result.Traffic.Count);
        foreach (NetworkTraffic traffic in result.Traffic)
        {
            OutcomeTable payments = result.Systems[traffic.Arrangement].Payments;
            CarriedMessages.Of(scenario, result, traffic, out IReadOnlyList<Entry> entries);
            Assert.Equal(entries.Count, entries.Select(entry => entry.Payment).Distinct().Count());
            Assert.Equal(
                Enumerable.Range(0, payments.Count).Where(payments.HasEntered)
                    .Select(i => new Entry(payments.EnteredAt(i, scenario.Payments.DueAt[i]), i))
                    .OrderBy(entry => entry.Time).ThenBy(entry => entry.Payment),
                entries.OrderBy(entry => entry.Time).ThenBy(entry => entry.Payment));
        }
    }

    [Fact]
    public void No_fault_leaves_a_gap_or_a_second_delivery_that_is_not_marked()
    {
        Scenario scenario = Worlds.Carried();
        SimulationResult result = PlainSimulation.Run(scenario);
        foreach (IGrouping<int, CarriedMessage> system in
            CarriedMessages.Of(scenario, result).GroupBy(message => message.Arrangement))
        {
            foreach (var terminal in system.Where(m => m.IsOutput).GroupBy(m => m.To))
            {
                int[] numbers = [.. terminal.Select(m => m.Sequence).Distinct().Order()];
                Assert.Equal(Enumerable.Range(1, numbers.Length), numbers);
                int[] unmarked = [.. terminal.Where(m => !m.IsPossibleDelivery).Select(m => m.Sequence)];
                Assert.Equal(unmarked.Distinct(), unmarked);
            }

            foreach (var session in system.Where(m => !m.IsOutput).GroupBy(m => (m.From, m.Session)))
            {
                int[] numbers = [.. session.Select(m => m.Sequence).Distinct()];
                Assert.Equal(Enumerable.Range(1, numbers.Length), numbers);
            }

            Assert.True(system.Count(m => m.IsPossibleEmission) > 20, "hardly anything was sent again");
            Assert.Contains(system, m => m.IsPossibleDelivery);
            Assert.True(system.Count(m => m.Answer == "ack-replay") > 20, "hardly a duplicate was stopped");
        }
    }

    private static ScenarioBuilder Day(MessageFlow flow, params NetworkFault[] faults) =>
        new ScenarioBuilder
        {
            Network = new NetworkDefinition
            {
                Services = [new NetworkService { Arrangement = 0, Flow = flow }],
                Faults = faults,
            },
        }.Bank("A", 10).Bank("B").Gross("gross").Pay("p1", "10:00", "A", "B", 5);

    private static (Scenario Scenario, SimulationResult Result) Run(ScenarioBuilder builder, int slices = 1)
    {
        builder.Network = builder.Network! with { Slices = slices };
        Scenario scenario = builder.Build();
        return (scenario, PlainSimulation.Run(scenario));
    }

    private static string Line(Scenario scenario, SimulationResult result, int system) =>
        PlainSimulation.Describe(scenario, result.Systems[system])[0];

    private static string[] Messages(Scenario scenario, SimulationResult result) =>
    [
        .. CarriedMessages.Of(scenario, result).Select(m => string.Join(' ', new[]
        {
            ScenarioBuilder.TimeOf(m.Time), $"{Short(m.From)}>{Short(m.To)}", m.Type, m.Reason,
            m.IsOutput ? "out" : "", m.IsPossibleEmission ? "PDE" : "", m.IsPossibleDelivery ? "PDM" : "",
            $"{m.Session}/{m.Sequence}", m.Answer,
        }.Where(word => word.Length > 0))),
    ];

    // A and B are banks, G...S the system, NETW the network.
    private static string Short(string address) =>
        address.StartsWith("NETW", StringComparison.Ordinal) ? "N"
        : address.StartsWith("GOSS", StringComparison.Ordinal) ? "S"
        : address[..1];
}
