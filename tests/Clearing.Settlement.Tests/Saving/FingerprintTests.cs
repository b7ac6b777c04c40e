using System.Collections;
using System.Reflection;
using Clearing.Settlement.Engine;
using Clearing.Settlement.Model;

namespace Clearing.Settlement.Tests.Saving;

/// <summary>
/// Every property of a definition is changed in turn, also one that is added later: a state must not be taken over by
/// a system that does otherwise.
/// </summary>
public sealed class FingerprintTests
{
    // What the engine does not read: names that only people see, and what reports and outcomes are made from.
    private static readonly string[] NotDeciding =
    [
        "Account.OverdraftCapMinor", "Account.OverdraftCollateralMinor", "Account.Owner", "Currency.*",
        "ObservationRule.*", "OverdraftRule.*", "PaymentClass.Name", "Phase.Name", "SystemDefinition.Arrangement",
        "SystemDefinition.Rulebook",
    ];

    private static readonly MethodInfo CopyOf =
        typeof(object).GetMethod("MemberwiseClone", BindingFlags.NonPublic | BindingFlags.Instance)!;

    [Fact]
    public void Every_property_that_decides_tells_definitions_apart()
    {
        SystemDefinition definition = Definition();
        HashSet<string> seen = [Print(definition)];
        SortedSet<string> without = new(StringComparer.Ordinal);
        foreach ((string name, object changed) in Changes(definition))
        {
            string type = name.Split('.')[0] + ".*";
            if (!seen.Add(Print((SystemDefinition)changed)))
            {
                without.Add(NotDeciding.Contains(type) ? type : name);
            }
        }

        Assert.Equal(NotDeciding, without);
        Assert.True(seen.Count > 90, $"{seen.Count} definitions were told apart");
    }

    [Fact]
    public void The_same_definition_made_twice_is_the_same() => Assert.Equal(Print(Definition()), Print(Definition()));

    private static string Print(SystemDefinition definition) =>
        Convert.ToHexString(DefinitionFingerprint.Of(definition));

    private static SystemDefinition Definition() => new()
    {
        Name = "all",
        Rulebook = "all",
        Currency = new Currency("USD", 2),
        Position = PositionKind.Net,
        Queue = QueueDiscipline.Fifo,
        Classes = [new PaymentClass { Name = "a" }, new PaymentClass { Name = "b" }, new PaymentClass { Name = "c" }],
        ClassRules = [new ClassRule { Class = 0, Kinds = [true], BelowMinor = [1, 1] }],
        Phases = [new Phase { Name = "p", Accepts = [true], Promotes = [0], Actions = [PhaseAction.PayOut] }],
        Answer = new AnswerRule(10),
        Overdraft = new OverdraftRule { PeriodUs = 60 },
        Observation = new ObservationRule(60),
        Release = [new Mechanism(MechanismKind.Partial, TriggerKind.At, 1)],
        Accounts = [Account("A"), Account("B")],
        Limits = [new BilateralLimit(0, 1, 5)],
        Days =
        [
            new SettlementDay
            {
                Number = 1, OpenAt = 1, CloseAt = 9, CyclesAt = [5], MechanismsAt = [[4]], PhasesAt = [3],
            },
        ],
        Groups = [0, 1],
    };

    private static Account Account(string id) => new()
    {
        Id = id,
        Owner = 0,
        CurrencyCode = "USD",
        Floor = Bound.MinusCredit,
        Ceiling = Bound.Fixed(7),
        ReservesMinor = [1, 2, 3],
        TopUp = new TopUpPolicy(1, 2, 3),
    };

    /// <summary>Copies of a thing in each of which one property, of it or of what it holds, is another.</summary>
    private static IEnumerable<(string Name, object Changed)> Changes(object thing)
    {
        foreach (PropertyInfo property in thing.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(p => p.CanWrite))
        {
            string name = $"{thing.GetType().Name}.{property.Name}";
            foreach ((string? inside, object? changed) in Others(property.GetValue(thing)))
            {
                object copy = CopyOf.Invoke(thing, null)!;
                property.SetValue(copy, changed);
                yield return (inside ?? name, copy);
            }
        }
    }

    private static IEnumerable<(string? Inside, object? Changed)> Others(object? value) => value switch
    {
        null => throw new InvalidOperationException("The definition needs a value here, so that it can be changed."),
        bool flag => [(null, !flag)],
        string text => [(null, text + "x")],
        Enum word => [(null, Enum.ToObject(word.GetType(), Convert.ToInt32(word) + 1))],
        ValueType number when number.GetType().IsPrimitive => [(null, Other(number))],
        IEnumerable list => OfList([.. list.Cast<object>()]),
        _ => Changes(value).Select(change => ((string?)change.Name, (object?)change.Changed)),
    };

    private static object Other(ValueType number) => number switch
    {
        long n => n ^ 1,
        int n => n ^ 1,
        byte n => (byte)(n ^ 1),
        ushort n => (ushort)(n ^ 1),
        ulong n => n ^ 1,
        _ => throw new InvalidOperationException($"A {number.GetType().Name} cannot be changed yet."),
    };

    // One item less, and each way in which its last one can be another.
    private static IEnumerable<(string? Inside, object? Changed)> OfList(object[] items)
    {
        Type of = items[^1].GetType();
        yield return (null, Array(of, items[..^1]));
        foreach ((string? inside, object? changed) in Others(items[^1]))
        {
            yield return (inside, Array(of, [.. items[..^1], changed!]));
        }
    }

    private static Array Array(Type of, object[] items)
    {
        var array = System.Array.CreateInstance(of, items.Length);
        items.CopyTo(array, 0);
        return array;
    }
}
