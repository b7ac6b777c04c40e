namespace Clearing.Messages.Iso20022;

/// <summary>
/// What is wrong with one message, of the lowest level met so far only: a message is judged level by level, though it
/// is read in one pass.
/// </summary>
internal sealed class Findings
{
    private readonly List<MessageError> _errors = [];

    public bool Any => _errors.Count > 0;

    /// <summary>The lowest level with an error.</summary>
    public MessageLayer Layer => _errors.Count == 0 ? MessageLayer.None : _errors[0].Layer;

    public void Clear() => _errors.Clear();

    /// <summary>False when an error of that level would not be kept: what it says need not be made.</summary>
    public bool Wants(MessageLayer layer) =>
        _errors.Count == 0 || layer < Layer || (layer == Layer && _errors.Count < MessageErrors.Most);

    public void Add(string code, MessageLayer layer, string where, string what)
    {
        if (!Wants(layer))
        {
            return;
        }

        if (Any && layer < Layer)
        {
            _errors.Clear();
        }

        _errors.Add(new MessageError(code, layer, where, what));
    }

    public void CopyTo(MessageErrors errors)
    {
        foreach (MessageError error in _errors)
        {
            errors.Add(error.Code, error.Layer, error.Where, error.What);
        }
    }
}
