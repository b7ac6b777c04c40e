namespace Clearing.Settlement.Engine;

/// <summary>What a closing procedure asks of the participants and gives back to them: here nothing yet.</summary>
internal sealed class Funding
{
    /// <summary>True when all that was required is paid.</summary>
    public bool AreRequirementsPaid { get; private set; } = true;

    /// <summary>Asks each for what is missing so that all that waits could go.</summary>
    public void Require() => AreRequirementsPaid = false;

    /// <summary>Pays all positive positions out.</summary>
    public void PayOut() => AreRequirementsPaid = true;
}
