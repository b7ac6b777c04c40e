using System.Collections;
using System.Globalization;
using System.Reflection;

namespace Clearing.Messages.Instructions;

/// <summary>A fact of an instruction or report by its name.</summary>
/// <param name="Name">Path of properties: Debtor.Name, Remittance[1].</param>
/// <param name="Text">Its value as text, in one form for equal values.</param>
public sealed record Fact(string Name, string Text);

/// <summary>
/// Takes an instruction or report apart into facts and compares two of them. It walks over the properties themselves,
/// so that a fact added to the records is compared from the day it exists.
/// </summary>
public static class Facts
{
    /// <summary>Every fact that is there; absent ones and empty lists are left out.</summary>
    public static IReadOnlyList<Fact> Of(object record)
    {
        ArgumentNullException.ThrowIfNull(record);
        List<Fact> facts = [];
        Add(facts, "", record);
        return facts;
    }

    /// <summary>True when two instructions or reports say the same.</summary>
    public static bool Same(object one, object other) => Of(one).SequenceEqual(Of(other));

    private static void Add(List<Fact> facts, string name, object? value)
    {
        switch (value)
        {
            case null or false or 0:
                break;
            case string text:
                facts.Add(new Fact(name, text));
                break;
            case DecimalAmount amount:
                facts.Add(new Fact(name, amount.ToText(0)));
                break;
            case DateOnly date:
                facts.Add(new Fact(name, date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)));
                break;
            case DateTimeOffset time:
                facts.Add(new Fact(name, time.ToString(
                    "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz", CultureInfo.InvariantCulture)));
                break;
            case IEnumerable list:
                int index = 0;
                foreach (object? element in list)
                {
                    index++;
                    Add(facts, string.Create(CultureInfo.InvariantCulture, $"{name}[{index}]"), element);
                }

                break;
            case IFormattable plain:
                facts.Add(new Fact(name, plain.ToString(null, CultureInfo.InvariantCulture)));
                break;
            case true:
                facts.Add(new Fact(name, "true"));
                break;
            default:
                foreach (PropertyInfo property in value.GetType()
                    .GetProperties(BindingFlags.Instance | BindingFlags.Public))
                {
                    Add(facts, name.Length == 0 ? property.Name : $"{name}.{property.Name}", property.GetValue(value));
                }

                break;
        }
    }

    /// <summary>
    /// Reports what of <paramref name="before"/> is missing, changed or new in <paramref name="after"/>.
    /// </summary>
    /// <param name="before">What was to be written.</param>
    /// <param name="after">What the written message says.</param>
    /// <param name="target">Name of the target, for the reasons: MT 103.</param>
    /// <param name="losses">Takes the differences.</param>
    public static void Compare(object before, object after, string target, Losses losses)
    {
        ArgumentNullException.ThrowIfNull(losses);
        List<Fact> wanted = [.. Of(before)];
        List<Fact> found = [.. Of(after)];
        DropMoved(wanted, found);
        Dictionary<string, string> written = found.ToDictionary(fact => fact.Name, fact => fact.Text);
        foreach (Fact fact in wanted)
        {
            if (!written.Remove(fact.Name, out string? text))
            {
                losses.Dropped(fact.Name, fact.Text, WhyDropped(fact, after, target));
            }
            else if (text != fact.Text)
            {
                losses.Changed(fact.Name, fact.Text, WhyChanged(fact.Text, text, target));
            }
        }

        foreach (Fact fact in found.Where(fact => written.ContainsKey(fact.Name)))
        {
            losses.Added(fact.Name, fact.Text, WhyAdded(fact, before, target));
        }
    }

    // A line of a list that stands at another place in it is not lost.
    private static void DropMoved(List<Fact> wanted, List<Fact> found)
    {
        for (int i = wanted.Count - 1; i >= 0; i--)
        {
            Fact fact = wanted[i];
            int index = fact.Name.EndsWith(']')
                ? found.FindIndex(other => other.Text == fact.Text && other.Name.EndsWith(']')
                    && ListOf(other.Name) == ListOf(fact.Name))
                : -1;
            if (index >= 0)
            {
                wanted.RemoveAt(i);
                found.RemoveAt(index);
            }
        }
    }

    private static string ListOf(string name) => name[..name.LastIndexOf('[')];

    private static string WhyChanged(string before, string after, string target) =>
        before.StartsWith(after, StringComparison.Ordinal)
            ? $"shortened to {after.Length} characters, more do not fit {target}"
            : $"{target} says '{after}'";

    private static string WhyDropped(Fact fact, object after, string target)
    {
        bool isPlace = fact.Name.Contains(".AddressParts[", StringComparison.Ordinal)
            || fact.Name.EndsWith(".Town", StringComparison.Ordinal)
            || fact.Name.EndsWith(".Country", StringComparison.Ordinal);
        if (!isPlace)
        {
            return $"no place in {target}";
        }

        if (fact.Name.EndsWith(".Name", StringComparison.Ordinal))
        {
            return $"{target} does not name the parts of an address";
        }

        string party = fact.Name[..fact.Name.LastIndexOf(
            fact.Name.Contains(".AddressParts[", StringComparison.Ordinal) ? ".AddressParts[" : ".",
            StringComparison.Ordinal)];
        bool isKept = Of(after).Any(line =>
            line.Name.StartsWith(party + ".Address[", StringComparison.Ordinal)
            && line.Text.Contains(fact.Text, StringComparison.Ordinal));
        return isKept ? "flattened into an address line" : $"the address does not fit {target}";
    }

    private static string WhyAdded(Fact fact, object before, string target)
    {
        if (fact.Name.Contains(".Address[", StringComparison.Ordinal))
        {
            string party = fact.Name[..fact.Name.LastIndexOf(".Address[", StringComparison.Ordinal)];
            if (Of(before).Any(f => f.Name.StartsWith(party + ".AddressParts[", StringComparison.Ordinal)
                || f.Name == party + ".Town"))
            {
                return "made of the structured address";
            }
        }

        return $"{target} demands it and the source does not say it";
    }
}
