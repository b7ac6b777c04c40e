using System.Text.Json;
using Clearing.Grains.Conducting;
using Clearing.Grains.Ledgers;
using Clearing.Grains.Wire;
using Clearing.Scenarios.Model;
using Clearing.Settlement.Commands;
using Clearing.Settlement.Events;
using Clearing.Settlement.Model;
using Clearing.Settlement.Results;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;

namespace Clearing.Grains.Tests;

/// <summary>What crosses from one silo to another arrives as it left.</summary>
public sealed class WireTests
{
    private static readonly Serializer Wire = new ServiceCollection()
        .AddSerializer(builder => builder.AddAssembly(typeof(Conductor).Assembly))
        .BuildServiceProvider()
        .GetRequiredService<Serializer>();

    [Fact]
    public void A_blob_of_commands_is_its_48_bytes_each()
    {
        SettlementCommand[] commands = [.. Enumerable.Range(0, 1000).Select(
            i => SettlementCommand.Submit(i, i, 1, 2, 7 * i, default, 3, 4, 5))];
        byte[] bytes = Wire.SerializeToArray(new Blob<SettlementCommand>(commands));
        Assert.InRange(bytes.Length, 48_000, 48_100);
        Assert.Equal(commands, Wire.Deserialize<Blob<SettlementCommand>>(bytes).ToArray());
    }

    [Fact]
    public void A_blob_of_events_arrives_as_it_left()
    {
        SettlementEvent[] events = [new() { Time = 1, AmountMinor = -2, Payment = 3, Kind = EventKind.Settled }];
        byte[] bytes = Wire.SerializeToArray(new Blob<SettlementEvent>(events));
        Assert.Equal(events, Wire.Deserialize<Blob<SettlementEvent>>(bytes).ToArray());
    }

    public static TheoryData<string> Kinds => ["reactive", "linked"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_scenario_that_crossed_runs_to_the_same_bytes_and_so_does_its_outcome(string kind)
    {
        Scenario scenario = kind == "linked" ? Worlds.Linked(payments: 1500) : Worlds.Reactive(payments: 1500);
        Scenario crossed = Wire.Deserialize<Scenario>(Wire.SerializeToArray(scenario))!;
        SimulationResult result = PlainSimulation.Run(crossed);
        SystemOutcome[] outcomes = [.. result.Systems.Select(
            outcome => Wire.Deserialize<SystemOutcome>(Wire.SerializeToArray(outcome))!)];
        Assert.Equal(DeterminismTests.Plain(scenario), Worlds.Transcript(crossed, new SimulationResult(outcomes)));
    }

    [Fact]
    public void The_queues_of_a_run_arrive_as_they_left()
    {
        SimulationResult result = PlainSimulation.Run(
            Worlds.Linked(payments: 1500), new SimulationOptions { Queues = true });
        Assert.Contains(result.Systems, outcome => outcome.Queues.Length > 0);
        Assert.All(result.Systems, outcome => Assert.Equal(
            JsonSerializer.Serialize(outcome.Queues),
            JsonSerializer.Serialize(Wire.Deserialize<SystemOutcome>(Wire.SerializeToArray(outcome))!.Queues)));
    }

    [Fact]
    public void Every_column_of_a_payment_table_crosses()
    {
        IEnumerable<string> columns = typeof(PaymentTable).GetProperties()
            .Where(property => property.SetMethod is not null).Select(property => property.Name);
        string[] carried = [.. typeof(PaymentTableSurrogate).GetProperties().Select(property => property.Name)];
        Assert.All(columns, column => Assert.Contains(column, carried));
    }

    [Fact]
    public void C8_Fields_of_a_later_version_are_passed_over_and_those_that_an_earlier_one_has_not_are_empty()
    {
        byte[] later = Wire.SerializeToArray(new LaterNews { First = 3, Last = 7, Added = "new", More = [1, 2] });
        byte[] earlier = Wire.SerializeToArray(new EarlierNews { First = 3 });

        LedgerNews read = Wire.Deserialize<LedgerNews>(later)!;
        Assert.Equal((3, 7), (read.First, read.Last));
        LedgerNews old = Wire.Deserialize<LedgerNews>(earlier)!;
        Assert.Equal((3, 0), (old.First, old.Last));
    }
}

/// <summary>News as a later program may send it.</summary>
[GenerateSerializer]
public sealed class LaterNews
{
    [Id(0)]
    public long First { get; set; }

    [Id(1)]
    public long Last { get; set; }

    [Id(90)]
    public string Added { get; set; } = "";

    [Id(91)]
    public int[] More { get; set; } = [];
}

/// <summary>News as an earlier program may have sent it.</summary>
[GenerateSerializer]
public sealed class EarlierNews
{
    [Id(0)]
    public long First { get; set; }
}
