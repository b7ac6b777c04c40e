using System.Reflection;
using Clearing.Settlement.Engine;
using Clearing.Settlement.Events;
using Clearing.Settlement.Tests.Twin;

namespace Clearing.Settlement.Tests.Saving;

/// <summary>
/// A field that somebody adds to the engine and forgets to save would be found by nobody until a ledger that was loaded
/// does otherwise. Here every field is said to be saved or not, and why not; a new one fails until it is said, and one
/// that is said to be saved is changed to see whether the octets change and bring the change back.
/// </summary>
public sealed class StateFieldTests
{
    private const string EngineNamespace = "Clearing.Settlement.Engine";

    private static readonly string[] Saved =
    [
        "SettlementEngine._entries", "SettlementEngine._now", "SettlementEngine._inInstant",
        "DayClock._nextDay", "DayClock.IsOpen", "DayClock.CloseAt", "DayClock._movedClose", "DayClock._nextCycle",
        "DayClock._nextMechanism", "DayClock.PhasesBegun",
        "Positions._credit", "Positions._balance", "Positions._waivesCeilings",
        "State.PositionMinor", "State.IsSuspended", "State.IsReady",
        "Pair.From", "Pair.To", "Pair.LimitMinor", "Pair.FlowMinor",
        "MultilateralFlows._limit", "MultilateralFlows._flow", "MultilateralFlows.AreKept",
        "Reserves._amounts", "Reserves._hasOpened", "Reserves.AreKept",
        "Settler.HasChanged", "Settler.Cycle", "Settler.Held",
        "WaitingPayment.AmountMinor", "WaitingPayment.Rank", "WaitingPayment.Payment", "WaitingPayment.From",
        "WaitingPayment.To", "WaitingPayment.Priority", "WaitingPayment.Kind", "WaitingPayment.IsHeld",
        "TimedPayments._times", "TimedPayments._dormant", "TimedPayments._wakesFrom",
        "Times.NotBefore", "Times.NotAfter", "Times.Entry", "Times.From",
        "Groups._hasMates", "Group.IsBroken", "Group.Waiting",
        "Answers._habits", "Answers._open", "Question.Payment", "Question.NotBefore", "Question.NotAfter",
        "Question.Outcome",
        "FilePosting._legs",
        "Funding._isOpen", "Funding._funded", "Funding._supplemental", "Funding._toppedUp", "Funding._required",
        "Funding._inNets",
        "CycleSettlement._underWay", "CycleSettlement._isDue", "CycleSettlement._isRetryDue",
        "CycleSettlement._isLinked", "CycleSettlement._isNamed", "CycleSettlement._lists", "CycleSettlement.RetryAt",
        "CycleNets.Payments", "CycleNets.Funded",
        "FailureProcedure._isDeclared", "FailureProcedure._collateralLeft", "FailureProcedure._poolLeft",
        "FailureProcedure._isFailed", "FailureProcedure._isTold", "FailureProcedure._refusedMinor",
        "FailureProcedure._covered", "FailureProcedure._shares", "FailureProcedure._covers",
        "FailureProcedure._round", "FailureProcedure._hadGrace",
        "LossCover.Step", "LossCover.Failed", "LossCover.Payer", "LossCover.AmountMinor",
        "OneByOneRelease.IsHalted", "OneByOneRelease.IsClosed",
    ];

    private static readonly Dictionary<string, string[]> NotSaved = new()
    {
        ["seen and told, decides nothing"] =
        [
            "SettlementEngine._failedAtClose", "SettlementEngine._queuesAtClose",
            "SettlementEngine._diagnosis", "SettlementEngine._looks", "SettlementEngine._fingerprint",
        ],
        ["copied from the definition"] =
        [
            "DayClock._mechanisms", "Mechanisms._rules", "PaymentClasses._rules", "Groups._groupOf", "Groups._ids",
            "Group.Size",
        ],
        ["a shorter way to what is saved"] =
        [
            "DayClock._day", "DayClock.Phase", "DayClock.NextInstant", "DayClock._nextPhaseAt",
            "Positions._states", "Positions._ceiling", "Positions._keepsReserves", "Positions.KeepsFlows",
            "State.FloorMinor", "State.CeilingMinor",
            "BilateralFlows._index", "BilateralFlows._pairs", "BilateralFlows._byPayer", "BilateralFlows._named",
            "BilateralFlows._granted", "BilateralFlows._received", "Sum._limited", "Sum._unlimited",
            "Reserves._total", "Settler.Now",
            "WaitingPayments._lanes", "WaitingPayments._countByPayer", "WaitingPayments._used",
            "WaitingPayments._newestEntry", "WaitingPayments._held", "WaitingPayments.Count",
            "WaitingPayments._tallies", "QueueTally",
            "TimedPayments._wakes", "TimedPayments._deadlines",
            "Groups._groups", "Groups._complete", "Groups.Count", "Group.LastEntry",
            "CycleNets.Net", "CycleNets.ValueMinor", "FailureProcedure._cycle",
            "OneByOneRelease._candidates", "OneByOneRelease._noted", "OneByOneRelease._notedBounds",
            "OneByOneRelease._parkedEntry", "Parking._byBound", "Parking.Count", "Lane",
        ],
        ["holds nothing between two calls"] =
        [
            "Settler.Events", "Mechanisms._isDue", "FailureProcedure._failures", "FailureProcedure.GraceUs",
            "Net", "NetFailure", "RankOrder", "PrefixSearch", "BilateralSearch", "AllOrNothingSearch",
            "IncomingPayments", "SetTrial", "DeadlockSearch", "EngineLooks",
        ],
    };

    [Fact]
    public void Every_field_is_saved_or_said_not_to_be()
    {
        string[] said = [.. Saved, .. NotSaved.SelectMany(reason => reason.Value)];
        string[] found = [.. Types().SelectMany(type =>
            Whole(type, said) is { } whole ? [whole] : Fields(type).Where(f => !IsFixed(type, f)).Select(Name))];
        Assert.Equal([], found.Except(said));
        Assert.Equal([], said.Except(found));
    }

    /// <summary>Of every part that there is once: numbers, flags and lists of them.</summary>
    [Fact]
    public void A_saved_field_that_is_changed_changes_the_octets_and_is_loaded()
    {
        List<string> unseen = [.. Saved.Where(name => FieldOf(name) is { } field && Changed(field, null) is not null)];
        Assert.True(unseen.Count > 45, $"{unseen.Count} fields can be changed");
        for (ulong seed = 1; unseen.Count > 0 && seed < 2_000; seed++)
        {
            Trace trace = FamilyTraces.DrawMix(seed, Families.All);
            unseen.RemoveAll(name => IsSeen(trace, FieldOf(name)!));
        }

        Assert.Empty(unseen);
    }

    private static bool IsSeen(Trace trace, FieldInfo field)
    {
        SettlementEngine engine = new(trace.System);
        engine.Execute(trace.Commands.AsSpan(..(trace.Commands.Length / 2)), new EventBuffer());
        byte[] before = SavedPair.Octets(engine);
        object part = PartsOf(engine).First(part => part.GetType() == field.DeclaringType);
        field.SetValue(part, Changed(field, field.GetValue(part)));
        try
        {
            byte[] after = SavedPair.Octets(engine);
            return !after.SequenceEqual(before)
                && after.SequenceEqual(SavedPair.Octets(SettlementEngine.Load(trace.System, after)));
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    // Another value of the field; null where it is of a kind that is not changed here.
    private static object? Changed(FieldInfo field, object? value) => field.FieldType switch
    {
        var t when t == typeof(bool) => !(value as bool? ?? false),
        var t when t == typeof(int) => (value as int? ?? 0) + 1,
        var t when t == typeof(long) || t == typeof(long?) => (value as long? ?? 0) ^ 1,
        var t when t == typeof(long[]) => WithFirst<long>(value, number => number ^ 1),
        var t when t == typeof(int[]) => WithFirst<int>(value, number => number + 1),
        var t when t == typeof(bool[]) => WithFirst<bool>(value, flag => !flag),
        _ => null,
    };

    private static T[] WithFirst<T>(object? value, Func<T, T> change)
        where T : struct
    {
        T[] items = value as T[] ?? [];
        return items.Length == 0 ? items : [change(items[0]), .. items[1..]];
    }

    private static FieldInfo? FieldOf(string name) =>
        Components().SelectMany(Fields).SingleOrDefault(field => Name(field) == name);

    /// <summary>The parts of an engine of which there is one each.</summary>
    private static List<Type> Components()
    {
        List<Type> found = [typeof(SettlementEngine)];
        for (int i = 0; i < found.Count; i++)
        {
            found.AddRange(Fields(found[i]).Where(f => f.IsInitOnly || IsParameter(f)).Select(f => f.FieldType)
                .Where(type => type.Namespace == EngineNamespace && type is { IsClass: true, IsArray: false }
                    && !found.Contains(type)).Distinct());
        }

        return found;
    }

    private static List<object> PartsOf(SettlementEngine engine)
    {
        List<object> found = [engine];
        for (int i = 0; i < found.Count; i++)
        {
            found.AddRange(Fields(found[i].GetType()).Select(f => f.GetValue(found[i])).OfType<object>()
                .Where(part => Components().Contains(part.GetType()) && !found.Contains(part)));
        }

        return found;
    }

    /// <summary>Everything of the engine that holds anything, but for what looks at it from outside.</summary>
    private static IEnumerable<Type> Types() => typeof(SettlementEngine).Assembly.GetTypes().Where(type =>
        type.Namespace == EngineNamespace && !type.IsEnum && Fields(type).Length > 0
        && type.GetCustomAttribute<System.Runtime.CompilerServices.CompilerGeneratedAttribute>() is null
        && !Outside.Contains((type.DeclaringType ?? type).Name));

    private static readonly string[] Outside =
        ["QueueWatch", "QueueDiagnosis", "StateOctets", "StateHasher", "StateDigest", "LimitedSet", "SetRelease"];

    private static FieldInfo[] Fields(Type type) => type.GetFields(
        BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly);

    // The type itself or the one it is in, where that is said as a whole.
    private static string? Whole(Type type, string[] said) =>
        Array.Find([type.Name, type.DeclaringType?.Name ?? ""], said.Contains);

    // Other parts, the definition, and what a part is told once for all.
    private static bool IsFixed(Type type, FieldInfo field) =>
        Components().Contains(type) && (field.IsInitOnly || IsParameter(field))
        && (Components().Contains(field.FieldType) || IsOfDefinition(field.FieldType)
            || field.FieldType.IsPrimitive || typeof(Delegate).IsAssignableFrom(field.FieldType));

    private static bool IsOfDefinition(Type type) => type is { Namespace: "Clearing.Settlement.Model", IsArray: false };

    // Of a primary constructor.
    private static bool IsParameter(FieldInfo field) => field.Name.EndsWith(">P", StringComparison.Ordinal);

    private static string Name(FieldInfo field)
    {
        string name = field.Name;
        name = name.StartsWith('<') ? name[1..name.IndexOf('>', StringComparison.Ordinal)] : name;
        return $"{field.DeclaringType!.Name}.{name}";
    }
}
