using System.Globalization;
using Clearing.Scenarios.Text;

namespace Clearing.Scenarios.Yaml;

/// <summary>Applies what the command line changes to the node tree of a scenario, before it is checked.</summary>
internal sealed class Overrides(Problems problems)
{
    /// <summary>The file that errors of an override name.</summary>
    public const string Source = "--set";

    private static readonly Mark Whole = Mark.WholeOf(Source);

    public void Apply(YamlMap root, ScenarioOverrides overrides)
    {
        if (overrides.Seed is { } seed)
        {
            string text = seed.ToString(CultureInfo.InvariantCulture);
            Put(root, "seed", new YamlScalar(Mark.WholeOf("--seed"), text, isPlain: true));
        }

        foreach ((string key, string value) in overrides.Set)
        {
            Set(root, key, value);
        }
    }

    private void Set(YamlMap root, string path, string value)
    {
        if (string.IsNullOrWhiteSpace(value))
        {
            problems.Add(ErrorCodes.NoValue, Whole, $"{Characters.Show(path)} has no value; write one after the `=`");
            return;
        }

        if (Value(value) is not { } node)
        {
            return;
        }

        string[] parts = path.Split('.');
        if (parts.Any(part => part.Length == 0))
        {
            Refuse($"{Characters.Show(path)} is not a path; write keys joined by dots, such as `systems.gross.queue`");
            return;
        }

        YamlNode place = root;
        for (int i = 0; i < parts.Length; i++)
        {
            bool last = i == parts.Length - 1;
            YamlNode? next = place switch
            {
                YamlMap map => Into(map, parts[i], last ? node : null),
                YamlList list => Into(list, parts, i, last ? node : null),
                _ => null,
            };
            if (next is null)
            {
                if (place is YamlScalar)
                {
                    Refuse($"`{string.Join('.', parts[..i])}` is a single value; "
                        + $"`{string.Join('.', parts)}` leads into nothing");
                }

                return;
            }

            place = next;
        }
    }

    private static YamlNode Into(YamlMap map, string key, YamlNode? value)
    {
        if (value is null && map.Find(key) is { } found && found.Value is not YamlScalar { IsAbsent: true })
        {
            return found.Value;
        }

        return Put(map, key, value ?? new YamlMap(Whole, []));
    }

    private YamlNode? Into(YamlList list, string[] parts, int depth, YamlNode? value)
    {
        string key = parts[depth];
        List<string> names = [];
        int index = -1;
        if (depth == 1 ? parts[0] == "systems" : parts[0] == "systems" && parts[depth - 1] == "members")
        {
            names = [.. list.Items.Select(item => ((item as YamlMap)?.Find("name")?.Value as YamlScalar)?.Text ?? "")];
            index = names.IndexOf(key);
        }
        else if (int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out int number))
        {
            index = number < list.Items.Count ? number : -1;
        }

        if (index < 0)
        {
            string what = names.Count > 0
                ? $"There is no {(depth == 1 ? "system" : "member")} {Characters.Show(key)}{Nearest.Hint(key, names)}"
                : $"`{string.Join('.', parts[..depth])}` has {list.Items.Count} items, numbered from 0; "
                    + $"{Characters.Show(key)} is none of them";
            Refuse(what);
            return null;
        }

        if (value is not null)
        {
            list.Items[index] = value;
        }

        return list.Items[index];
    }

    private YamlNode? Value(string text)
    {
        Problems found = new();
        bool fine = Characters.IndexOfForbidden(text) < 0;
        YamlNode? node = fine ? YamlLoader.Load(text, Source, found, atLine: false) : null;
        foreach (ScenarioError error in found.Sorted())
        {
            problems.Add(error.Code, Whole, error.Message);
        }

        if (!fine)
        {
            Refuse("The value holds a character that cannot be seen; remove it");
        }

        return node;
    }

    private static YamlNode Put(YamlMap map, string key, YamlNode value)
    {
        int at = map.Entries.FindIndex(entry => entry.Key == key);
        YamlEntry entry = new(key, value.Mark, value);
        if (at >= 0)
        {
            map.Entries[at] = entry;
        }
        else
        {
            map.Entries.Add(entry);
        }

        return value;
    }

    private void Refuse(string message) => problems.Add(ErrorCodes.Override, Whole, message);
}
