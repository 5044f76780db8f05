"""From a photo file to a flat slide: decoding, finding, straightening."""
