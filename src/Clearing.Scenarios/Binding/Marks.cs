using System.Globalization;
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
