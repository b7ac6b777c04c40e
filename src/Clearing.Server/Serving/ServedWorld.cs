using Clearing.Grains.Carrying;
using Clearing.Grains.Ledgers;
using Clearing.Grains.Worlds;
using Clearing.Messages.Sessions;
using Clearing.Scenarios.Model;
using Clearing.Server.Ledgers;
using Clearing.Settlement.Model;

namespace Clearing.Server.Serving;

/// <summary>By what sessions name all that is in a world.</summary>
internal static class ServedWorld
{
    /// <summary>Its ledgers, each by the name of its arrangement.</summary>
    public static ServedLedger[] LedgersOf(WorldHost host, bool keepsMessages)
    {
        Scenario scenario = host.World.Scenario;
        AddressBook addresses = new(scenario);
        ServedParticipant[] participants =
            [.. scenario.Participants.Select((participant, i) => ServedOf(participant, i, addresses))];
        Currency[] currencies = [scenario.Currency, .. scenario.Payments.OtherCurrencies];
        return
        [
            .. host.World.Streams.Select((stream, a) => new ServedLedger(
                stream[(scenario.Name.Length + 1)..],
                host.Ledgers[a],
                participants,
                SystemsOf(host.World.SiteOf(stream)!, currencies),
                [.. currencies.Select(c => new DirectoryCurrency(c.Code, (byte)c.Decimals))],
                [.. scenario.Calendar.Days.Select(day => new ServedDay(day.Date, day.CloseAt + 1))],
                () => host.World.Clock.NowUs)
            {
                KeepsMessages = keepsMessages,
                BankKind = KindOf(scenario, "bank"),
                CustomerKind = KindOf(scenario, "customer"),
                Classes = [.. host.World.SiteOf(stream)!.Book.Arrangement.Systems.Select(ClassesOf)],
                Refer = host.Grains.CreateObjectReference<ILedgerObserver>,
            }),
        ];
    }

    // Whom a scenario gives no BIC or routing number has one that is made up, as in a run; a system's account has none.
    private static ServedParticipant ServedOf(Participant participant, int index, AddressBook addresses) => new(
        participant.Id,
        participant.StandsFor < 0 ? addresses.BicOf(index) : "",
        participant.StandsFor < 0 ? addresses.RoutingNumberOf(index) : "",
        participant.Via < 0 ? index : participant.Via);

    private static DirectorySystem[] SystemsOf(LedgerSite site, Currency[] currencies) =>
    [
        .. site.Book.Arrangement.Systems.Select(system => new DirectorySystem(
            system.Name, (byte)Math.Max(0, Array.IndexOf(currencies, system.Currency ?? currencies[0])))),
    ];

    // Without classes of its own a system has one for each priority.
    private static string[] ClassesOf(SystemDefinition system) => system.Classes.Count == 0
        ? ["urgent", "high", "normal"]
        : [.. system.Classes.Select(one => one.Name)];

    // A world that was not read to be served may not know the kind: then its systems tell it from no other.
    private static byte KindOf(Scenario scenario, string kind) =>
        (byte)Math.Max(0, Array.IndexOf(scenario.Payments.KindNames, kind));
}
