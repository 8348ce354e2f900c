package io.hardline;

/** Where Hardline starts. */
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    System.out.println("hardline");
  }
}
