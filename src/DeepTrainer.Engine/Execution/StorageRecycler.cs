namespace DeepTrainer.Engine.Execution;

/// <summary>Gives a value the storage of one that nothing needs any more, so that a graph runs in little memory.</summary>
internal sealed class StorageRecycler<T>
{
    private readonly List<(int Open, Storage<T> Storage)> free = [];

    public Storage<T> Take(Shape shape)
    {
        int index = free.FindLastIndex(f => f.Open == shape.Open);
        if (index < 0)
            return New(shape);
        Storage<T> storage = free[index].Storage;
        free.RemoveAt(index);
        storage.Require(shape);
        return storage;
    }

    public static Storage<T> New(Shape shape)
    {
        Storage<T> storage = new();
        storage.Require(shape);
        return storage;
    }

    public void Return(Shape shape, Storage<T> storage) => free.Add((shape.Open, storage));
}
