namespace DeepTrainer.Onnx.Importing;

/// <summary>Tensors of which a model has the elements that aren't 0.</summary>
internal static class SparseTensors
{
    public static TensorData Dense(ImportContext context, SparseTensorProto sparse)
    {
        if (sparse.Values is null || sparse.Indices is null)
            throw new OnnxException("A sparse tensor has no values or no indices.");
        int[] shape = TensorReader.ShapeOf("A sparse tensor", sparse.Dims);
        TensorData values = context.Read(sparse.Values), indices = context.Read(sparse.Indices);
        long size = Shapes.Size(shape);
        bool isFlat = indices.Shape.Length == 1;
        if (indices.Length != values.Length * (isFlat ? 1 : shape.Length))
            throw new OnnxException($"A sparse tensor has {values.Length} values and {indices.Length} indices.");
        return context.Afford(size, () =>
        {
            double[] dense = new double[size];
            int[] strides = Shapes.Strides(shape);
            long[] at = indices.Ints;
            for (int i = 0; i < values.Length; i++)
            {
                long place = isFlat ? at[i] : Enumerable.Range(0, shape.Length).Sum(a => at[(i * shape.Length) + a] * strides[a]);
                if (place < 0 || place >= size)
                    throw new OnnxException($"A sparse tensor of the shape {Shapes.Text(shape)} has an element at {place}.");
                dense[place] = values[i];
            }
            return TensorData.Of(values.Type, shape, dense);
        }) ?? throw new OnnxException($"A sparse tensor has the shape {Shapes.Text(shape)}, which is out of all proportion to the file.");
    }
}
