namespace Clearing.Client.Load.Profiles;

/// <summary>
/// A map of a profile while its keys are taken. What is missing or wrong is reported and has the value of its type's
/// default, so that the rest can still be checked; <see cref="Done"/> reports the keys that nobody took.
/// </summary>
internal sealed class ProfileMap
{
    private readonly List<(ProfileNode Key, ProfileNode Value)> _entries = [];
    private readonly List<string> _known = [];
    private readonly ProfileProblems _problems;
    private readonly string _name;

    public ProfileMap(ProfileNode node, string name, ProfileProblems problems)
    {
        Node = node;
        _name = name;
        _problems = problems;
        if (node.Entries is not null)
        {
            _entries = node.Entries;
        }
        else
        {
            problems.Add(ProfileError.WrongType, node, $"{node.Words} stands where {name} belongs; write a map");
        }
    }

    public ProfileNode Node { get; }

    /// <summary>The value of a key; null when it is not there.</summary>
    public ProfileNode? Find(string key)
    {
        _known.Add(key);
        return _entries.Find(e => e.Key.Text == key).Value;
    }

    /// <summary>The value of a key; reported when it is not there.</summary>
    public ProfileNode? Need(string key)
    {
        ProfileNode? value = Find(key);
        if (value is null && Node.Entries is not null)
        {
            _problems.Add(ProfileError.MissingKey, Node, $"{_name} needs the key `{key}`");
        }

        return value;
    }

    /// <summary>Exactly one of these keys must be there.</summary>
    /// <returns>The one found first; null after an error.</returns>
    public string? One(params ReadOnlySpan<string> keys)
    {
        List<(ProfileNode Key, ProfileNode Value)> found = [];
        string choice = "";
        foreach (string key in keys)
        {
            _known.Add(key);
            choice += (choice.Length > 0 ? ", " : "") + $"`{key}`";
            found.AddRange(_entries.Where(e => e.Key.Text == key));
        }

        if (found.Count == 0 && Node.Entries is not null)
        {
            _problems.Add(ProfileError.MissingKey, Node, $"{_name} needs one of the keys {choice}");
        }

        foreach ((ProfileNode key, _) in found.Skip(1))
        {
            _problems.Add(ProfileError.KeysDoNotGoTogether, key,
                $"`{key.Text}` does not go together with `{found[0].Key.Text}`: {_name} has one of {choice}");
        }

        return found.Count > 0 ? found[0].Key.Text : null;
    }

    public string? Text(ProfileNode? node)
    {
        if (node is null)
        {
            return null;
        }

        if (string.IsNullOrEmpty(node.Text))
        {
            _problems.Add(node.Text is null ? ProfileError.WrongType : ProfileError.NoValue, node,
                $"{node.Words} stands where a single value belongs");
            return null;
        }

        return node.Text;
    }

    public long Count(ProfileNode? node, long least, long most, long otherwise = 0) =>
        Text(node) is not { } text ? otherwise
        : !ProfileText.TryCount(text, out long count)
            ? Wrong(node!, ProfileError.BadNumber, "a whole number such as `64`", otherwise)
        : Within(node!, count, least, most, otherwise);

    public long Rate(ProfileNode? node) =>
        Text(node) is not { } text ? 0
        : ProfileText.TryRate(text, out long rate) && rate > 0 ? rate
        : Wrong(node!, ProfileError.BadNumber, "a rate such as `2000`, `250k` or `1M` payments a second", 0L);

    public TimeSpan Duration(ProfileNode? node, bool mayBeZero = false) =>
        Text(node) is not { } text ? default
        : ProfileText.TryDuration(text, out TimeSpan duration) && (mayBeZero || duration > TimeSpan.Zero) ? duration
        : Wrong(node!, ProfileError.BadDuration, "a duration such as `250ms`, `30s`, `5m` or `2h`", default(TimeSpan));

    public decimal Share(ProfileNode? node, decimal most = 1) =>
        Text(node) is not { } text ? 0
        : !ProfileText.TryShare(text, out decimal share)
            ? Wrong(node!, ProfileError.BadNumber, "a share such as `0.05` or `5%`", 0m)
        : Within(node!, share, 0, most, 0);

    /// <summary>One of the words given.</summary>
    public T Word<T>(ProfileNode? node, T otherwise, params ReadOnlySpan<(string Word, T Value)> words)
    {
        if (Text(node) is not { } text)
        {
            return otherwise;
        }

        List<string> known = [];
        foreach ((string word, T value) in words)
        {
            known.Add(word);
            if (word == text)
            {
                return value;
            }
        }

        _problems.Add(ProfileError.UnknownWord, node!, $"{node!.Words} is not one of "
            + string.Join(", ", known.Select(word => $"`{word}`")) + ProfileText.Hint(text, known));
        return otherwise;
    }

    /// <summary>Reports every key that was not asked for.</summary>
    public void Done()
    {
        foreach ((ProfileNode key, _) in _entries.Where(e => !_known.Contains(e.Key.Text!)))
        {
            string hint = ProfileText.Hint(key.Text!, _known);
            _problems.Add(ProfileError.UnknownKey, key, $"{key.Words} is not a key of {_name}"
                + (hint.Length > 0 ? hint : "; the keys are " + string.Join(", ", _known.Distinct())));
        }
    }

    private T Within<T>(ProfileNode node, T value, T least, T most, T otherwise)
        where T : IComparable<T>
    {
        if (value.CompareTo(least) >= 0 && value.CompareTo(most) <= 0)
        {
            return value;
        }

        _problems.Add(ProfileError.OutOfRange, node, $"{node.Words} is outside {least} to {most}");
        return otherwise;
    }

    private T Wrong<T>(ProfileNode node, string code, string wanted, T otherwise)
    {
        _problems.Add(code, node, $"{node.Words} is not {wanted}");
        return otherwise;
    }
}
