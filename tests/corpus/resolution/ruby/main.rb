require "json"
require "set"
require_relative "other/other"
require_relative "shapes/square"

class Main
  extend Other::Loud

  Alias = Shapes::Square

  attr_reader :kept

  def initialize
    @square = Shapes::Square.new
    @kept = Shapes::Helpers.make
  end

  def self.made
    new
  end

  def self.use_extended
    shout
  end

  def use_other
    Other.helper
  end

  def use_constructor
    Shapes::Square.new.twice
  end

  def use_inherited
    square = Shapes::Square.new
    square.area
  end

  def use_instance_variable
    @square.twice
  end

  def use_reader
    kept.twice
  end

  def use_returned
    Shapes::Helpers.make.twice
  end

  def use_chain
    Shapes::Helpers.make.scaled.side
  end

  def use_alias
    Alias.new.twice
  end

  def use_constant
    Shapes::Square::UNIT.twice
  end

  def use_mixin(square = nil)
    square = Shapes::Square.new
    square.sides
  end

  def use_reopened
    Shapes::Shape.new.reopened
  end

  def use_own
    use_other
    self.use_alias
  end

  def use_class
    self.class.made
  end

  def use_block
    [1].each { use_other }
  end

  def use_unknown_block(thing)
    thing.configure { use_other }
  end

  def use_tap
    Shapes::Helpers.make.tap { |one| one.twice }
  end

  def use_rescue
    use_other
  rescue Other::Failure => failure
    failure.explain
  end

  def use_branches(flag)
    shape = flag ? Shapes::Square.new : Shapes::Shape.new
    shape.side
  end

  def use_early(flag)
    return Shapes::Square.new if flag

    Shapes::Square.new
  end

  def use_results
    use_early(true).twice
  end

  def level=(value)
    @level = value
  end

  def use_setter
    self.level = 3
  end

  alias again use_other

  def use_again
    again
  end

  def use_top_level
    decorate
  end

  def use_shadowed
    use_other = "text"
    use_other.strip
  end

  def use_library(text)
    puts JSON.parse(text)
    Set.new
  end

  def use_unknown(thing)
    thing.twice
  end
end

class Foreign < Unseen::Base
  def use_foreign
    decorate
  end
end

def run
  Main.new.use_own
  decorate
end
