using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using Clearing.Scenarios.Text;

namespace Clearing.Scenarios.Binding;

/// <summary>Where the parts of bound documents stood: the documents themselves stay plain.</summary>
internal sealed class Marks
{
    private readonly Dictionary<(object Owner, string Part), Mark> _marks = new(new ByReference());

    public void Put(object owner, string part, Mark mark) => _marks[(owner, part)] = mark;

    /// <summary>Place of a property's value; of the whole document where the property was not given.</summary>
    public Mark Of(object owner, string part = "") =>
        _marks.TryGetValue((owner, part), out Mark mark) ? mark : _marks.GetValueOrDefault((owner, ""));

    /// <summary>Place of a dotted path of keys, or of the last part of it that was given.</summary>
    public Mark OfPath(object document, string path)
    {
        Mark mark = Of(document);
        object? owner = document;
        foreach (string key in path.Split('.', StringSplitOptions.RemoveEmptyEntries))
        {
            PropertyInfo? property = owner?.GetType().GetProperties().FirstOrDefault(p => Kebab.Of(p.Name) == key);
            string part = property?.Name ?? key;
            if (owner is null || !Has(owner, part))
            {
                break;
            }

            mark = Of(owner, part);
            owner = owner is IList list && int.TryParse(key, CultureInfo.InvariantCulture, out int index)
                ? list[index]
                : property?.GetValue(owner);
        }

        return mark;
    }

    /// <summary>Place of an item of a list.</summary>
    public Mark Of(object list, int index) => Of(list, index.ToString(CultureInfo.InvariantCulture));

    public bool Has(object owner, string part) => _marks.ContainsKey((owner, part));

    private sealed class ByReference : IEqualityComparer<(object Owner, string Part)>
    {
        public bool Equals((object Owner, string Part) x, (object Owner, string Part) y) =>
            ReferenceEquals(x.Owner, y.Owner) && x.Part == y.Part;

        public int GetHashCode((object Owner, string Part) key) =>
            HashCode.Combine(RuntimeHelpers.GetHashCode(key.Owner), key.Part.Length, key.Part.Length > 0 ? key.Part[0] : 0);
    }
}
