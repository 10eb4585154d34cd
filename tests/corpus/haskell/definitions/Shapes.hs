module Geometry.Plane (Point(..), move) where

-- | A point.
data Point a = Point { px :: Int, py :: a } | Origin
  deriving (Show)

newtype Id = Id { raw :: Int }

type Handler = Int -> IO ()

-- | Shapes.
class Shape s where
  draw :: s -> String
  sides :: s -> Int
  sides _ = 0

instance Shape (Point a) where
  draw _ = "x"

-- | Moves it.
move :: Int -> Point a -> Point a
move 0 p = p
move by p = helper p
  where helper q = q

limit = 3 :: Int

infixl 6 |+|
(|+|) :: Int -> Int -> Int
a |+| b = a + b
