using System.ComponentModel;
using Clearing.Scenarios.Binding;
using Clearing.Scenarios.Model;
using Clearing.Scenarios.Values;

namespace Clearing.Scenarios.Documents;

/// <summary>What carries payments to the systems. What each key means stands in docs/reference/network.md.</summary>
[DisplayName("the network")]
public sealed record NetworkDocument
{
    [Description("From the sending of a payment to its entry into a system that no switch serves. Default 0s.")]
    public Duration? TransitDelay { get; init; }

    [Description("A store-and-forward switch between banks and systems.")]
    public SwitchDocument? Switch { get; init; }

    [Description("The systems that are reached through the switch, and how. Default: all, addressed directly.")]
    public IReadOnlyList<NetworkSystemDocument>? Systems { get; init; }

    [Description("What goes wrong on the way.")]
    public IReadOnlyList<NetworkFaultDocument>? Faults { get; init; }
}

[DisplayName("`switch`")]
public sealed record SwitchDocument
{
    [Description("Slices that messages are spread over by their sender, 1 to 64. Default 1.")]
    public int? Slices { get; init; }

    [Description("From a participant or a system to the switch, and back. Default 10ms.")]
    public Duration? LineLatency { get; init; }

    [Description("Until a message is safely stored at both places. Default 2ms.")]
    public Duration? StoreTime { get; init; }

    [Description("Most messages of a session without an answer, 1 to 1000. Default 100.")]
    public int? Window { get; init; }

    [Description("A sender without an answer for so long sends again, marked as a possible duplicate. Default 30s.")]
    public Duration? ResendAfter { get; init; }

    [Description("A delivery without an answer for so long is made again, as a possible duplicate. Default 30s.")]
    public Duration? RedeliverAfter { get; init; }

    [Description("System control processors, one of them active, 1 to 8. Default 4.")]
    public int? ControlProcessors { get; init; }

    [Description("From the failure of the active control processor to the first work of its standby. Default 2s.")]
    public Duration? TakeoverTime { get; init; }
}

[DisplayName("a system of the network")]
public sealed record NetworkSystemDocument
{
    [RequiredKey]
    [Description("Name of a system or an arrangement.")]
    public Id? System { get; init; }

    [Description("v: messages are addressed to it; y: it allows or refuses what goes to the receiver; "
        + "t: it gets a copy. Default v.")]
    public MessageFlow? Flow { get; init; }

    [Description("Format of its messages. Default mt.")]
    public MessageStandard? Format { get; init; }

    [Description("flow y: while the system is down messages go to their receivers without it. Default false.")]
    public bool? Bypass { get; init; }

    [Description("flow y and t: three letters that name the copy service. Default CLR.")]
    public Id? Service { get; init; }
}

/// <summary>The word for the failure of the active control processor.</summary>
public enum ControlProcessorFault
{
    Fails,
}

/// <summary>One thing that goes wrong on the way.</summary>
[ExactlyOne("cut", "slice-down", "control-processor", "lose-acknowledgements", "duplicates", "unauthorised", "refuse",
    "centre-down")]
[DisplayName("a fault of the network")]
public sealed record NetworkFaultDocument
{
    [RequiredKey]
    [Description("When it begins: a time of day, or a local date-time.")]
    public DueTime? At { get; init; }

    [Description("Business day. Default 1.")]
    public int? Day { get; init; }

    [Description("Name of a system or an arrangement. Default: all.")]
    public Id? System { get; init; }

    [Description("A participant whose line is cut (until).")]
    public Id? Cut { get; init; }

    [Description("Number of a slice that is down, from 0 (until).")]
    public int? SliceDown { get; init; }

    [Description("The active control processor fails; a standby takes over.")]
    public ControlProcessorFault? ControlProcessor { get; init; }

    [Description("A participant that the acknowledgements of the switch do not reach (until).")]
    public Id? LoseAcknowledgements { get; init; }

    [Description("A participant that sends each message several times, as possible duplicates (until, copies).")]
    public Id? Duplicates { get; init; }

    [Description("A participant that may not send to the systems (until).")]
    public Id? Unauthorised { get; init; }

    [Description("A system that refuses what it is asked to allow (until, code, from); flow y.")]
    public Id? Refuse { get; init; }

    [Description("A system that does not answer the switch (until).")]
    public Id? CentreDown { get; init; }

    [Description("When the fault ends.")]
    public DueTime? Until { get; init; }

    [Description("duplicates: how many more times each message is sent. Default 1.")]
    public int? Copies { get; init; }

    [Description("refuse: two digits that say why, 70 to 89. Default 70.")]
    public Id? Code { get; init; }

    [Description("refuse: the only participant whose payments are refused. Default: all.")]
    public Id? From { get; init; }
}
