using Clearing.Scenarios.Binding;
using Clearing.Scenarios.Documents;
using Clearing.Scenarios.Model;
using Clearing.Scenarios.Text;
using Clearing.Scenarios.Values;

namespace Clearing.Scenarios.Compilation;

/// <summary>Compiles `network:` beyond its transit delay.</summary>
internal sealed class NetworkCompiler(CompilationContext context, int arrangements)
{
    private static readonly string[] Details = ["System", "Until", "Copies", "Code", "From"];

    /// <summary>The switch; null when there is none.</summary>
    public NetworkDefinition? Compile(NetworkDocument? network)
    {
        if (network?.Switch is not { } document)
        {
            RefuseWithoutSwitch(network);
            return null;
        }

        NetworkDefinition usual = new() { Services = [], Faults = [] };
        int processors = Number(document, nameof(document.ControlProcessors), document.ControlProcessors, 1, 8)
            ?? usual.ControlProcessors;
        int slices = Number(document, nameof(document.Slices), document.Slices, 1, 64) ?? usual.Slices;
        IReadOnlyList<NetworkService> services = Services(network);
        return new NetworkDefinition
        {
            Slices = slices,
            LineLatencyUs = document.LineLatency?.Us ?? usual.LineLatencyUs,
            StoreUs = document.StoreTime?.Us ?? usual.StoreUs,
            Window = Number(document, nameof(document.Window), document.Window, 1, 1000) ?? usual.Window,
            ResendAfterUs = Wait(document, nameof(document.ResendAfter), document.ResendAfter)
                ?? usual.ResendAfterUs,
            RedeliverAfterUs = Wait(document, nameof(document.RedeliverAfter), document.RedeliverAfter)
                ?? usual.RedeliverAfterUs,
            ControlProcessors = processors,
            TakeoverUs = document.TakeoverTime?.Us ?? usual.TakeoverUs,
            Services = services,
            Faults = Faults(network.Faults ?? [], services, slices, processors),
        };
    }

    private void RefuseWithoutSwitch(NetworkDocument? network)
    {
        foreach (string property in (string[])[nameof(network.Systems), nameof(network.Faults)])
        {
            if (network is not null && context.Marks.Has(network, property))
            {
                context.Error(ErrorCodes.KeysDoNotGoTogether, context.Marks.Of(network, "key " + property),
                    $"`{Kebab.Of(property)}` is about a switch; add `switch: {{}}` beside it");
            }
        }
    }

    private List<NetworkService> Services(NetworkDocument network)
    {
        if (network.Systems is null)
        {
            return [.. Enumerable.Range(0, arrangements).Select(a => new NetworkService { Arrangement = a })];
        }

        List<NetworkService> services = [];
        foreach (NetworkSystemDocument document in network.Systems)
        {
            Mark at = context.Marks.Of(document, nameof(document.System));
            if (document.System is not { } name || Arrangement(name.Text, at) is not { } arrangement)
            {
                continue;
            }

            if (services.Exists(service => service.Arrangement == arrangement))
            {
                context.Error(ErrorCodes.Duplicate, at, $"{Characters.Show(name.Text)} stands here a second time");
                continue;
            }

            MessageFlow flow = document.Flow ?? MessageFlow.V;
            CheckFlow(document, nameof(document.Bypass), flow == MessageFlow.Y, "`flow: y`");
            CheckFlow(document, nameof(document.Service), flow != MessageFlow.V, "`flow: y` or `flow: t`");
            bool isMt = (document.Format ?? MessageStandard.Mt) == MessageStandard.Mt;
            CheckFlow(document, nameof(document.Flow), flow == MessageFlow.V || isMt, "`format: mt`, or as `flow: v`,");
            CheckCurrency(document, arrangement);
            services.Add(new NetworkService
            {
                Arrangement = arrangement,
                Flow = flow,
                Standard = document.Format ?? MessageStandard.Mt,
                Bypass = document.Bypass ?? false,
                Service = document.Service is { } code ? Service(code.Text, document) : "CLR",
            });
        }

        return services;
    }

    private void CheckFlow(NetworkSystemDocument document, string property, bool fits, string wanted)
    {
        if (!fits && context.Marks.Has(document, property))
        {
            context.Error(ErrorCodes.KeysDoNotGoTogether, context.Marks.Of(document, "key " + property),
                $"`{Kebab.Of(property)}` goes together with {wanted} only");
        }
    }

    private void CheckCurrency(NetworkSystemDocument document, int arrangement)
    {
        if (document.Format == MessageStandard.Fedwire
            && context.Systems.Systems.First(s => s.Arrangement == arrangement).Currency is { Code: not "USD" } other)
        {
            context.Error(ErrorCodes.OtherCurrency, context.Marks.Of(document, nameof(document.Format)),
                $"Fedwire messages are in USD, and this system has {other.Code}; use `mt` or `iso20022`");
        }
    }

    private string Service(string code, NetworkSystemDocument document)
    {
        if (code.Length != 3 || !code.All(char.IsAsciiLetterUpper))
        {
            context.Error(ErrorCodes.Name, context.Marks.Of(document, nameof(document.Service)),
                $"{Characters.Show(code)} is not the code of a copy service; use three capitals");
        }

        return code;
    }

    private List<NetworkFault> Faults(
        IReadOnlyList<NetworkFaultDocument> documents, IReadOnlyList<NetworkService> services, int slices,
        int processors)
    {
        List<NetworkFault> faults = [];
        foreach (NetworkFaultDocument document in documents)
        {
            if (Compile(document, services, slices) is { } fault)
            {
                faults.Add(fault);
            }
        }

        int failures = faults.Count(fault => fault.Kind == NetworkFaultKind.ControlProcessor);
        if (failures >= processors)
        {
            context.Error(ErrorCodes.OutOfRange, context.Marks.Of(documents),
                $"{failures} control processors fail and there are {processors}; the last one must live");
        }

        return [.. faults.OrderBy(fault => fault.At)];
    }

    private NetworkFault? Compile(
        NetworkFaultDocument document, IReadOnlyList<NetworkService> services, int slices)
    {
        if (document.At is not { } time
            || context.Instant(time, document.Day, At(document, nameof(document.At)),
                At(document, nameof(document.Day))) is not { } at)
        {
            return null;
        }

        NetworkFault bare = new() { Kind = default, At = at.Instant, Until = at.Instant };
        return document switch
        {
            { Cut: { } id } => OfBank(document, bare, NetworkFaultKind.Cut, id, at.Day),
            { LoseAcknowledgements: { } id } =>
                OfBank(document, bare, NetworkFaultKind.LoseAcknowledgements, id, at.Day),
            { Unauthorised: { } id } => OfBank(document, bare, NetworkFaultKind.Unauthorised, id, at.Day),
            { Duplicates: { } id } => Duplicates(document, bare, id, at.Day),
            { SliceDown: { } slice } => SliceDown(document, bare, slice, slices, at.Day),
            { ControlProcessor: not null } => ControlProcessor(document, bare),
            { Refuse: { } name } => Refuse(document, bare, name, services, at.Day),
            { CentreDown: { } name } => CentreDown(document, bare, name, at.Day),
            _ => null,
        };
    }

    private NetworkFault? OfBank(
        NetworkFaultDocument document, NetworkFault bare, NetworkFaultKind kind, Id id, int day, params string[] others)
    {
        string property = kind.ToString();
        CheckDetails(document, property, [nameof(document.System), nameof(document.Until), .. others]);
        int? account = context.Account(id.Text, At(document, property));
        int? arrangement = document.System is { } name
            ? Arrangement(name.Text, At(document, nameof(document.System))) : -1;
        return Until(document, property, bare.At, day) is { } until && account is { } a && arrangement is { } s
            ? bare with { Kind = kind, Account = a, Arrangement = s, Until = until }
            : null;
    }

    private NetworkFault? Duplicates(NetworkFaultDocument document, NetworkFault bare, Id id, int day)
    {
        int? copies = Number(document, nameof(document.Copies), document.Copies ?? 1, 1, 100);
        return OfBank(document, bare, NetworkFaultKind.Duplicates, id, day, nameof(document.Copies)) is { } fault
            ? fault with { Copies = copies ?? 1 }
            : null;
    }

    private NetworkFault? SliceDown(
        NetworkFaultDocument document, NetworkFault bare, int slice, int slices, int day)
    {
        CheckDetails(document, nameof(document.SliceDown), nameof(document.System), nameof(document.Until));
        int? known = Number(document, nameof(document.SliceDown), slice, 0, slices - 1);
        int? arrangement = document.System is { } name
            ? Arrangement(name.Text, At(document, nameof(document.System))) : -1;
        return Until(document, nameof(document.SliceDown), bare.At, day) is { } until && known is { } number
            && arrangement is { } s
            ? bare with
            {
                Kind = NetworkFaultKind.SliceDown,
                Slice = number,
                Arrangement = s,
                Until = until,
            }
            : null;
    }

    private NetworkFault? ControlProcessor(NetworkFaultDocument document, NetworkFault bare)
    {
        CheckDetails(document, nameof(document.ControlProcessor), nameof(document.System));
        int? arrangement = document.System is { } name
            ? Arrangement(name.Text, At(document, nameof(document.System))) : -1;
        return arrangement is { } s
            ? bare with { Kind = NetworkFaultKind.ControlProcessor, Arrangement = s }
            : null;
    }

    private NetworkFault? Refuse(
        NetworkFaultDocument document, NetworkFault bare, Id name, IReadOnlyList<NetworkService> services, int day)
    {
        CheckDetails(document, nameof(document.Refuse), nameof(document.Until), nameof(document.Code),
            nameof(document.From));
        Mark at = At(document, nameof(document.Refuse));
        int? arrangement = Arrangement(name.Text, at);
        if (arrangement is { } asked
            && !services.Any(s => s.Arrangement == asked && s.Flow == MessageFlow.Y))
        {
            context.Error(ErrorCodes.KeysDoNotGoTogether, at,
                $"Nobody asks {Characters.Show(name.Text)} before a message is delivered; give it `flow: y`");
            return null;
        }

        int? from = document.From is { } id ? context.Account(id.Text, At(document, nameof(document.From))) : -1;
        string code = document.Code?.Text ?? "70";
        if (code.Length != 2 || code[0] is not ('7' or '8') || !char.IsAsciiDigit(code[1]))
        {
            context.Error(ErrorCodes.OutOfRange, At(document, nameof(document.Code)),
                $"{Characters.Show(code)} is not a reason of a centre; use 70 to 89");
        }

        return Until(document, nameof(document.Refuse), bare.At, day) is { } until
            && arrangement is { } s && from is { } account
            ? bare with
            {
                Kind = NetworkFaultKind.Refuse,
                Arrangement = s,
                Account = account,
                Until = until,
                Code = code,
            }
            : null;
    }

    private NetworkFault? CentreDown(NetworkFaultDocument document, NetworkFault bare, Id name, int day)
    {
        CheckDetails(document, nameof(document.CentreDown), nameof(document.Until));
        return Arrangement(name.Text, At(document, nameof(document.CentreDown))) is { } s
            && Until(document, nameof(document.CentreDown), bare.At, day) is { } until
            ? bare with { Kind = NetworkFaultKind.CentreDown, Arrangement = s, Until = until }
            : null;
    }

    private void CheckDetails(NetworkFaultDocument document, string verb, params string[] allowed)
    {
        foreach (string property in Details)
        {
            if (!allowed.Contains(property) && context.Marks.Has(document, property))
            {
                context.Error(ErrorCodes.KeysDoNotGoTogether, At(document, "key " + property),
                    $"`{Kebab.Of(property)}` does not go together with `{Kebab.Of(verb)}`; it takes "
                    + string.Join(", ", allowed.Select(name => $"`{Kebab.Of(name)}`")));
            }
        }
    }

    private long? Until(NetworkFaultDocument document, string verb, long start, int day)
    {
        Mark at = At(document, nameof(document.Until));
        if (document.Until is not { } until)
        {
            if (!context.Marks.Has(document, nameof(document.Until)))
            {
                context.Error(ErrorCodes.MissingKey, At(document, ""),
                    $"`{Kebab.Of(verb)}` needs the key `until`");
            }

            return null;
        }

        if (context.Instant(until, null, at, at, day) is not { } end)
        {
            return null;
        }

        if (end.Instant <= start)
        {
            context.Error(ErrorCodes.OutOfOrder, at, "`until` is not after `at`");
            return null;
        }

        return end.Instant;
    }

    /// <summary>Banks send to arrangements, which route: a member alone cannot be meant.</summary>
    private int? Arrangement(string name, Mark at)
    {
        SystemTarget? target = context.System(name, at);
        if (target is { IsWhole: false })
        {
            context.Error(ErrorCodes.UnknownSystem, at, $"{Characters.Show(name)} is a member; messages go to the "
                + "whole arrangement, so name that");
            return null;
        }

        return target?.Arrangement;
    }

    private int? Number(object document, string property, int? value, int least, int most)
    {
        if (value is { } number && (number < least || number > most))
        {
            context.Error(ErrorCodes.OutOfRange, context.Marks.Of(document, property),
                $"`{Kebab.Of(property)}` is {number}; write {least} to {most}");
            return null;
        }

        return value;
    }

    private long? Wait(SwitchDocument document, string property, Duration? value)
    {
        if (value is { Us: 0 })
        {
            context.Error(ErrorCodes.OutOfRange, context.Marks.Of(document, property),
                $"`{Kebab.Of(property)}` is zero; write at least 1ms");
        }

        return value?.Us;
    }

    private Mark At(NetworkFaultDocument document, string property) => context.Marks.Of(document, property);
}
