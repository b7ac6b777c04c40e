namespace Clearing.Reports.Expectations;

/// <summary>An expectation of the scenario, checked.</summary>
/// <param name="Text">The fact in words.</param>
/// <param name="Met">True when the run agrees.</param>
/// <param name="Found">What the run shows, as the files write it; <c>null</c> where there is nothing.</param>
public sealed record ExpectationResult(string Text, bool Met, string Found);
