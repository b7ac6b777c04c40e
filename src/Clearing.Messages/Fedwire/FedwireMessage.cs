namespace Clearing.Messages.Fedwire;

/// <summary>A tag of a Fedwire message.</summary>
/// <param name="Tag">Four digits.</param>
/// <param name="Elements">Its elements in order, without delimiters; trailing empty ones left out.</param>
public sealed record FedwireTag(string Tag, IReadOnlyList<string> Elements);

/// <summary>A Fedwire message of tags taken apart, without a judgement (FW-4).</summary>
public sealed record FedwireMessage(IReadOnlyList<FedwireTag> Tags)
{
    /// <summary>The first tag of that number; null = none.</summary>
    public FedwireTag? Find(string tag) => Tags.FirstOrDefault(candidate => candidate.Tag == tag);
}
