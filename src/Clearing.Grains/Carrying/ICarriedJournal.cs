using Clearing.Messages.Switching;

namespace Clearing.Grains.Carrying;

/// <summary>Told of every message that goes into and out of a switch, at the instant at which it does.</summary>
internal interface ICarriedJournal
{
    /// <summary>A terminal sends.</summary>
    void Sent(long now, in SwitchInput input);

    /// <summary>A terminal has the answer to what it sent.</summary>
    void Answered(long now, in SwitchOutput output);

    /// <summary>The switch delivers.</summary>
    void Delivered(long now, in SwitchOutput output);

    /// <summary>A terminal has a delivery, and answers it.</summary>
    void Received(long now, in SwitchOutput output);
}
