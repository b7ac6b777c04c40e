namespace Clearing.Messages.Instructions;

/// <summary>What became of a fact on its way from one format to another.</summary>
public enum LossKind
{
    /// <summary>It is not in the result.</summary>
    Dropped = 1,

    /// <summary>It is there in another form: shortened, in other characters.</summary>
    Changed = 2,

    /// <summary>The target demands it and the source did not say it: assumed or derived.</summary>
    Added = 3,
}

/// <summary>A fact that a conversion could not carry as it was.</summary>
/// <param name="Kind">Dropped, changed or added.</param>
/// <param name="Where">Field, element path, tag, or name of the fact in the instruction.</param>
/// <param name="What">Its value.</param>
/// <param name="Why">The reason.</param>
public sealed record Loss(LossKind Kind, string Where, string What, string Why);

/// <summary>Everything that a conversion lost, changed or made up; in the order found.</summary>
public sealed class Losses
{
    private readonly List<Loss> _all = [];

    public IReadOnlyList<Loss> All => _all;

    public void Dropped(string where, string what, string why) => _all.Add(new(LossKind.Dropped, where, what, why));

    public void Changed(string where, string what, string why) => _all.Add(new(LossKind.Changed, where, what, why));

    public void Added(string where, string what, string why) => _all.Add(new(LossKind.Added, where, what, why));
}
