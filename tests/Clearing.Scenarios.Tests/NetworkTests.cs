using Clearing.Scenarios.Model;

namespace Clearing.Scenarios.Tests;

public sealed class NetworkTests
{
    private const string Yaml =
        """
        name: carried
        participants: [{ id: A }, { id: B }, { id: K, via: A }]
        payments:
          - { id: p1, at: "09:00", from: A, to: B, amount: 1 }
        systems:
          - { name: gross, rulebook: rtgs }
          - { name: netted, rulebook: dns }
        network:
        """;

    [Fact]
    public void A_switch_serves_every_system_unless_some_are_named()
    {
        NetworkDefinition all = Reading.Good(Yaml + "\n  switch: {}").Network!;
        Assert.Equal([0, 1], all.Services.Select(service => service.Arrangement));
        Assert.All(all.Services, service => Assert.Equal(MessageFlow.V, service.Flow));
        Assert.Equal((1, 4, 100), (all.Slices, all.ControlProcessors, all.Window));

        NetworkDefinition one = Reading.Good(Yaml
            + "\n  switch: { slices: 2, line-latency: 20ms, store-time: 2s, window: 3, resend-after: 5s }"
            + "\n  systems: [{ system: netted, flow: y, bypass: true, service: TGT }]").Network!;
        NetworkService service = Assert.Single(one.Services);
        Assert.Equal((1, MessageFlow.Y, true, "TGT"),
            (service.Arrangement, service.Flow, service.Bypass, service.Service));
        Assert.Equal((2, 20_000L, 2_000_000L, 3, 5_000_000L),
            (one.Slices, one.LineLatencyUs, one.StoreUs, one.Window, one.ResendAfterUs));
    }

    [Fact]
    public void A_network_without_a_switch_is_only_a_delay()
    {
        Scenario scenario = Reading.Good(Yaml + "\n  transit-delay: 200ms");
        Assert.Null(scenario.Network);
        Assert.Equal(200_000, scenario.TransitDelayUs);
    }

    [Fact]
    public void Faults_come_in_order_of_time()
    {
        IReadOnlyList<NetworkFault> faults = Reading.Good(Yaml +
            """

              switch: { slices: 2 }
              systems: [{ system: gross, flow: y }]
              faults:
                - { at: "11:00", refuse: gross, until: "11:05", code: "72", from: B }
                - { at: "10:00", cut: A, until: "10:01" }
                - { at: "10:00", slice-down: 1, until: "10:02" }
                - { at: "10:00:30", control-processor: fails }
                - { at: "10:30", lose-acknowledgements: A, until: "10:31" }
                - { at: "10:40", duplicates: B, until: "10:41", copies: 5, system: gross }
                - { at: "10:50", unauthorised: A, until: "10:51" }
                - { at: "12:00", centre-down: gross, until: "12:10" }
            """).Network!.Faults;
        Assert.Equal(
            [
                NetworkFaultKind.Cut, NetworkFaultKind.SliceDown, NetworkFaultKind.ControlProcessor,
                NetworkFaultKind.LoseAcknowledgements, NetworkFaultKind.Duplicates, NetworkFaultKind.Unauthorised,
                NetworkFaultKind.Refuse, NetworkFaultKind.CentreDown,
            ],
            faults.Select(fault => fault.Kind));
        Assert.Equal((5, 0, 1), (faults[4].Copies, faults[4].Arrangement, faults[4].Account));
        Assert.Equal(("72", 0, 1), (faults[6].Code, faults[6].Arrangement, faults[6].Account));
        Assert.Equal(600_000_000, faults[7].Until - faults[7].At);
    }

    [Theory]
    [InlineData("systems: [{ system: gross }]", "9:3 CLR-1105 `systems` is about a switch")]
    [InlineData("switch: { slices: 0 }", "9:21 CLR-1203 `slices` is 0; write 1 to 64")]
    [InlineData("switch: { window: 1001 }", "9:21 CLR-1203 `window` is 1001; write 1 to 1000")]
    [InlineData("switch: { resend-after: 0s }", "9:27 CLR-1203 `resend-after` is zero")]
    [InlineData("{ switch: {}, systems: [{ system: nowhere }] }", "9:37 CLR-1303 There is no system")]
    [InlineData("{ switch: {}, systems: [{ system: gross }, { system: gross }] }", "9:56 CLR-1301")]
    [InlineData("{ switch: {}, systems: [{ system: gross, bypass: true }] }", "9:44 CLR-1105 `bypass`")]
    [InlineData("{ switch: {}, systems: [{ system: gross, flow: t, service: tgt }] }", "9:62 CLR-1209")]
    [InlineData("{ switch: {}, systems: [{ system: gross, flow: y, format: iso20022 }] }", "9:44 CLR-1105 `flow`")]
    [InlineData("{ switch: {}, faults: [{ at: '09:00', cut: Z, until: '09:01' }] }", "9:46 CLR-1302")]
    [InlineData("{ switch: {}, faults: [{ at: '09:00', cut: K, until: '09:01' }] }", "9:46 CLR-1312")]
    [InlineData("{ switch: {}, faults: [{ at: '09:00', cut: A }] }", "9:26 CLR-1102 `cut` needs the key `until`")]
    [InlineData("{ switch: {}, faults: [{ at: '09:00', cut: A, until: '09:00' }] }", "9:56 CLR-1216")]
    [InlineData("{ switch: {}, faults: [{ at: '09:00', cut: A, until: '09:01', copies: 2 }] }", "9:65 CLR-1105")]
    [InlineData("{ switch: {}, faults: [{ at: '09:00', slice-down: 1, until: '09:01' }] }", "9:53 CLR-1203")]
    [InlineData("{ switch: {}, faults: [{ at: '09:00', refuse: gross, until: '09:01' }] }", "9:49 CLR-1105 Nobody")]
    public void What_is_wrong_is_said_with_its_place(string network, string error)
    {
        Assert.StartsWith(error, Reading.OneError(Yaml + "\n  " + network), StringComparison.Ordinal);
    }

    [Fact]
    public void Fedwire_messages_are_in_dollars()
    {
        string yaml = Yaml.Replace("name: carried", "name: carried\ncurrency: EUR", StringComparison.Ordinal)
            + "\n  { switch: {}, systems: [{ system: gross, format: fedwire }] }";
        Assert.StartsWith("10:52 CLR-1211 Fedwire", Reading.OneError(yaml), StringComparison.Ordinal);
    }

    [Fact]
    public void The_last_control_processor_must_live()
    {
        string yaml = Yaml + "\n  switch: { control-processors: 1 }"
            + "\n  faults: [{ at: '09:00', control-processor: fails }]";
        Assert.StartsWith("10:11 CLR-1203 1 control processors fail", Reading.OneError(yaml),
            StringComparison.Ordinal);
    }
}
